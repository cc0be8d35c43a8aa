#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>
#include <string>

#include "authoring/json_fields.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "server/api.hpp"
#include "server/task_views.hpp"
#include "task_scheduler/task_actions.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

std::string_view captured_task(const Request& request) { return request.captures.find("task").value_or(""); }

Response get_tasks(const ApiRooms& rooms) {
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(to_json(list_tasks(*connection, rooms.clock.now_ms())));
}

// The entity tag is that of the plan: how a task runs changes all the time, and is changed by nobody.
Response get_task(const ApiRooms& rooms, const Request& request) {
    const database::PooledConnection connection = rooms.database.connection();
    const ListedTask task = task_of(*connection, captured_task(request), rooms.clock.now_ms());
    Response response = http::json_response(to_json(task));
    response.headers.add("ETag", fmt::format("\"{}\"", task_scheduler::tag_of_plan(task.row)));
    return response;
}

using Action = void (*)(database::Database&, const base::Clock&, std::string_view, const database::Actor&);

Response post_action(const ApiRooms& rooms, const Request& request, Action action) {
    action(rooms.database, rooms.clock, captured_task(request), actor_of(request));
    return get_task(rooms, request);
}

constexpr std::size_t longest_schedule = 200;
constexpr std::size_t longest_hours = 11;

// What a plan would mean, before it is set.
Response get_times(const ApiRooms& rooms, const Request& request) {
    constexpr std::size_t shown_times = 5;
    const task_scheduler::TaskPlan plan{std::string{request.query.find("schedule").value_or("")},
                                        std::string{request.query.find("allowed_hours").value_or("")}};
    if (plan.schedule.size() > longest_schedule) {
        throw base::Error{base::ErrorKind::invalid, "schedule: has more than 200 characters"};
    }
    json::array times;
    for (const std::int64_t at_ms :
         task_scheduler::times_of_plan(rooms.database, rooms.clock, captured_task(request), plan, shown_times)) {
        times.push_back(json::value(base::iso_8601(at_ms)));
    }
    return http::json_response(json::object{{"times", std::move(times)}});
}

// The tag that If-Match names (RFC 9110 13.1.1); empty for *.
std::string expected_plan(std::string_view if_match) {
    if (if_match == "*") return {};
    const bool is_tag = if_match.size() > 2 && if_match.front() == '"' && if_match.back() == '"';
    if (is_tag) return std::string{if_match.substr(1, if_match.size() - 2)};
    throw base::Error{base::ErrorKind::invalid,
                      "If-Match must be the one entity tag that the task was read with, or * for whatever is there"};
}

Response put_task(const ApiRooms& rooms, const Request& request) {
    const auto if_match = request.headers.find("If-Match");
    if (!if_match) {
        return http::error_response(
            http::Status::precondition_required, "version_required",
            "send the ETag that the task was read with as If-Match, or * for whatever is there");
    }
    const json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"schedule", "allowed_hours"});
    const task_scheduler::TaskPlan plan{fields.text("schedule", longest_schedule),
                                        fields.text("allowed_hours", longest_hours), expected_plan(*if_match)};
    if (!task_scheduler::set_plan(rooms.database, rooms.clock, captured_task(request), plan, actor_of(request))) {
        return http::error_response(
            http::Status::precondition_failed, "other_version",
            "somebody has set another schedule meanwhile: read the task again, and decide anew");
    }
    return get_task(rooms, request);
}

}  // namespace

void add_task_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    router.add({Method::get, "/api/tasks", [shared](const Request&) { return get_tasks(*shared); }, "run queues"});
    router.add({Method::get, "/api/tasks/{task}",
                [shared](const Request& request) { return get_task(*shared, request); }, "run queues"});
    router.add({Method::put, "/api/tasks/{task}",
                [shared](const Request& request) { return put_task(*shared, request); }, "run queues"});
    router.add({Method::get,
                "/api/tasks/{task}/times",
                [shared](const Request& request) { return get_times(*shared, request); },
                "run queues",
                {"schedule", "allowed_hours"}});
    const std::pair<const char*, Action> actions[] = {{"/api/tasks/{task}/run", task_scheduler::run_now},
                                                      {"/api/tasks/{task}/pause", task_scheduler::pause},
                                                      {"/api/tasks/{task}/resume", task_scheduler::resume}};
    for (const auto& [path, action] : actions) {
        router.add({Method::post, path,
                    [shared, act = action](const Request& request) { return post_action(*shared, request, act); },
                    "run queues"});
    }
}

}  // namespace kinote::server
