#include <boost/json.hpp>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "server/api.hpp"
#include "server/json_values.hpp"
#include "server/reconcile_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

json::value event_to_json(const database::AuditRow& row) {
    return json::object{
        {"id", row.id},
        {"at", base::iso_8601(row.at_ms)},
        {"actor", row.actor},
        {"came_from", row.came_from},
        {"action", row.action},
        {"subject", row.subject},
        {"study_instance_uid", row.study_instance_uid.empty() ? json::value() : json::value(row.study_instance_uid)},
        {"details", json::parse(row.details)},
    };
}

Response get_audit(database::Database& database, const Request& request) {
    database::AuditFilter filter;
    filter.subject = request.query.find("subject").value_or("");
    filter.study_instance_uid = request.query.find("study").value_or("");
    filter.actor = request.query.find("actor").value_or("");
    filter.action = request.query.find("action").value_or("");
    if (const auto since = request.query.find("since")) filter.since_ms = day_from("since", *since);
    if (const auto until = request.query.find("until")) filter.until_ms = day_from("until", *until);
    filter.before_id = integer_parameter(request, "before", 0);
    filter.limit = page_limit(request);
    const database::PooledConnection connection = database.connection();
    json::array events;
    for (const database::AuditRow& row : database::search_audit_events(*connection, filter)) {
        events.push_back(event_to_json(row));
    }
    return http::json_response(json::object{{"events", std::move(events)}});
}

}  // namespace

void add_audit_routes(http::Router& router, const ApiRooms& rooms) {
    router.add({http::Method::get,
                "/api/audit",
                [&database = rooms.database](const Request& request) { return get_audit(database, request); },
                "administer",
                {"subject", "study", "actor", "action", "since", "until", "before", "limit"}});
}

}  // namespace kinote::server
