#include <boost/json.hpp>
#include <memory>

#include "autopilot/autopilot_actions.hpp"
#include "server/api.hpp"
#include "server/autopilot_views.hpp"
#include "server/request_parameters.hpp"
#include "task_scheduler/task_actions.hpp"

namespace kinote::server {
namespace {

using http::Method;
using http::Request;
using http::Response;

Response get_autopilot(const ApiRooms& rooms) {
    const autopilot::CacheMeter meter{rooms.autopilot, rooms.database, rooms.image_cache, rooms.clock};
    return http::json_response(autopilot_to_json(rooms.autopilot, meter.measure(), rooms.clock.now_ms()));
}

// A real run is the Task Scheduler's.
Response post_run(const ApiRooms& rooms, const Request& request) {
    if (!dry_run_parameter(request)) {
        for (const char* task : {"cache_pressure", "archive_candidates"}) {
            task_scheduler::run_now(rooms.database, rooms.clock, task, actor_of(request));
        }
        return http::json_response(preview_to_json({}, {}));
    }
    const std::int64_t limit = page_limit(request);
    const autopilot::CachePressure pressure{rooms.autopilot, rooms.database, rooms.image_cache, rooms.clock};
    const autopilot::ArchiveCandidates archiving{rooms.autopilot, rooms.database, rooms.image_cache, rooms.queue,
                                                 rooms.clock};
    return http::json_response(preview_to_json(pressure.preview(limit), archiving.preview(limit)));
}

Response get_rules(const ApiRooms& rooms) {
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(rules_to_json(database::list_autopilot_rules(*connection)));
}

Response put_rule(const ApiRooms& rooms, const Request& request) {
    const database::AutopilotRule rule = rule_from_json(http::capture(request, "rule"), http::json_body(request));
    autopilot::set_rule(rooms.database, rooms.clock, rule, actor_of(request));
    return get_rules(rooms);
}

Response delete_rule(const ApiRooms& rooms, const Request& request) {
    autopilot::remove_rule(rooms.database, rooms.clock, http::capture(request, "rule"), actor_of(request));
    return get_rules(rooms);
}

Response get_explanation(const ApiRooms& rooms, const Request& request) {
    return http::json_response(to_json(autopilot::explain(rooms.autopilot, rooms.database, rooms.image_cache,
                                                          rooms.clock, captured_uid(request, "study_instance_uid"))));
}

Response set_verified(const ApiRooms& rooms, const Request& request, bool is_verified) {
    autopilot::set_verified(rooms.database, rooms.clock, captured_uid(request, "study_instance_uid"), is_verified,
                            actor_of(request));
    return get_explanation(rooms, request);
}

}  // namespace

void add_autopilot_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    router.add(
        {Method::get, "/api/autopilot", [shared](const Request&) { return get_autopilot(*shared); }, "administer"});
    router.add({Method::post,
                "/api/autopilot/run",
                [shared](const Request& request) { return post_run(*shared, request); },
                "administer",
                {"dryRun", "limit"}});
    router.add(
        {Method::get, "/api/autopilot/rules", [shared](const Request&) { return get_rules(*shared); }, "administer"});
    router.add({Method::put, "/api/autopilot/rules/{rule}",
                [shared](const Request& request) { return put_rule(*shared, request); }, "administer"});
    router.add({Method::delete_resource, "/api/autopilot/rules/{rule}",
                [shared](const Request& request) { return delete_rule(*shared, request); }, "administer"});
    router.add({Method::get, "/api/studies/{study_instance_uid}/autopilot",
                [shared](const Request& request) { return get_explanation(*shared, request); }, "administer"});
    router.add({Method::put, "/api/studies/{study_instance_uid}/verified",
                [shared](const Request& request) { return set_verified(*shared, request, true); }, "author"});
    router.add({Method::delete_resource, "/api/studies/{study_instance_uid}/verified",
                [shared](const Request& request) { return set_verified(*shared, request, false); }, "author"});
}

}  // namespace kinote::server
