#include <fmt/format.h>

#include <boost/json.hpp>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "server/api.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/queue_listing.hpp"
#include "server/reconcile_views.hpp"
#include "server/request_parameters.hpp"
#include "server/summary.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

Response get_queues(database::Database& database, const base::Clock& clock) {
    const database::PooledConnection connection = database.connection();
    return http::json_response(json::object{{"queues", array_of(list_queues(*connection, clock.now_ms()))}});
}

std::int64_t before_parameter(const Request& request) {
    return integer_parameter(request, "before", std::numeric_limits<std::int64_t>::max());
}

Response get_jobs(database::Database& database, const Request& request) {
    database::JobFilter filter;
    filter.queue = request.query.find("queue").value_or("");
    filter.state = request.query.find("state").value_or("");
    filter.kind = request.query.find("kind").value_or("");
    filter.subject = request.query.find("subject").value_or("");
    filter.study_instance_uid = request.query.find("study").value_or("");
    filter.cause = request.query.find("cause").value_or("");
    if (const auto since = request.query.find("since")) filter.since_ms = day_from("since", *since);
    if (const auto until = request.query.find("until")) filter.until_ms = day_from("until", *until);
    filter.before_id = before_parameter(request);
    filter.limit = page_limit(request);
    const database::PooledConnection connection = database.connection();
    return http::json_response(json::object{{"jobs", array_of(database::list_jobs(*connection, filter))}});
}

Response get_exceptions(database::Database& database, const Request& request) {
    const database::PooledConnection connection = database.connection();
    return http::json_response(json::object{
        {"exceptions",
         array_of(database::list_exceptions(*connection, before_parameter(request), page_limit(request)))}});
}

}  // namespace

void add_status_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    const auto summary = std::make_shared<Summary>(database, rooms.clock);
    router.add({http::Method::get, "/api/summary",
                [summary](const Request&) { return http::json_text_response(summary->text()); }, "read"});
    add_event_route(router, rooms, summary);
    router.add({http::Method::get, "/api/queues",
                [&database, &clock = rooms.clock](const Request&) { return get_queues(database, clock); },
                "run queues"});
    router.add({http::Method::get,
                "/api/jobs",
                [&database](const Request& request) { return get_jobs(database, request); },
                "run queues",
                {"queue", "state", "kind", "subject", "study", "cause", "since", "until", "before", "limit"}});
    router.add({http::Method::get,
                "/api/exceptions",
                [&database](const Request& request) { return get_exceptions(database, request); },
                "run queues",
                {"before", "limit"}});
}

}  // namespace kinote::server
