#include <boost/json.hpp>
#include <cstdlib>
#include <memory>
#include <string>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "database/queue_table.hpp"
#include "jobs/bulk_actions.hpp"
#include "jobs/job_actions.hpp"
#include "server/api.hpp"
#include "server/json_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t longest_word = 200;

Response post_queue_state(const ApiRooms& rooms, const Request& request, bool is_halted) {
    const std::string queue{request.captures.find("queue").value_or("")};
    const auto act = is_halted ? jobs::halt : jobs::start;
    act(rooms.database, rooms.clock, queue, actor_of(request));
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(json::object{
        {"name", queue}, {"state", database::find_queue_state(*connection, queue, rooms.clock.now_ms()).value()}});
}

using SteeringAction = jobs::BulkOrder::Action;
using OneAction = void (*)(database::Database&, const base::Clock&, std::int64_t, const database::Actor&);

OneAction one_action(SteeringAction action) {
    switch (action) {
        case SteeringAction::retry: return jobs::retry;
        case SteeringAction::abandon: return jobs::abandon;
        case SteeringAction::suspend: return jobs::suspend;
        case SteeringAction::resume: return jobs::resume;
    }
    std::abort();
}

Response post_job(const ApiRooms& rooms, const Request& request, SteeringAction action) {
    const std::int64_t id = captured_number(request, "job", "a job");
    one_action(action)(rooms.database, rooms.clock, id, actor_of(request));
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(to_json(database::find_job(*connection, id).value()));
}

Response post_jobs(const ApiRooms& rooms, const Request& request, SteeringAction action) {
    const json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"queue", "kind", "state", "cause"});
    jobs::BulkOrder order;
    order.action = action;
    order.filter.queue = fields.text("queue", longest_word);
    order.filter.kind = fields.text("kind", longest_word);
    order.filter.state = fields.text("state", longest_word);
    order.filter.cause = fields.text("cause", longest_word);
    // An empty body gives up, or keeps back, nothing by mistake.
    if ((action == SteeringAction::abandon || action == SteeringAction::suspend) && body.as_object().empty()) {
        throw base::Error{base::ErrorKind::invalid, "name at least one of queue, kind, state and cause"};
    }
    order.is_dry_run = dry_run_parameter(request);
    const jobs::BulkResult result = jobs::act_on_all(rooms.database, rooms.clock, order, actor_of(request));
    return http::json_response(json::object{{"count", static_cast<std::int64_t>(result.jobs.size())},
                                            {"refused", static_cast<std::int64_t>(result.refused.size())},
                                            {"dry_run", order.is_dry_run}});
}

Response post_acknowledgement(const ApiRooms& rooms, const Request& request) {
    const std::int64_t id = captured_number(request, "exception", "an exception");
    jobs::acknowledge(rooms.database, rooms.clock, id, actor_of(request));
    return http::json_response(json::object{{"id", id}, {"state", "acknowledged"}});
}

}  // namespace

void add_steering_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    const std::pair<const char*, bool> states[] = {{"/api/queues/{queue}/halt", true},
                                                   {"/api/queues/{queue}/start", false}};
    for (const auto& [path, is_halted] : states) {
        router.add(
            {Method::post, path,
             [shared, halts = is_halted](const Request& request) { return post_queue_state(*shared, request, halts); },
             "run queues"});
    }
    const std::pair<std::string, SteeringAction> actions[] = {{"retry", SteeringAction::retry},
                                                              {"abandon", SteeringAction::abandon},
                                                              {"suspend", SteeringAction::suspend},
                                                              {"resume", SteeringAction::resume}};
    for (const auto& [word, action] : actions) {
        router.add({Method::post, "/api/jobs/{job}/" + word,
                    [shared, act = action](const Request& request) { return post_job(*shared, request, act); },
                    "run queues"});
        router.add({Method::post,
                    "/api/jobs/" + word,
                    [shared, act = action](const Request& request) { return post_jobs(*shared, request, act); },
                    "run queues",
                    {"dryRun"}});
    }
    router.add({Method::post, "/api/exceptions/{exception}/acknowledge",
                [shared](const Request& request) { return post_acknowledgement(*shared, request); }, "run queues"});
}

}  // namespace kinote::server
