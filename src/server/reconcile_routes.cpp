#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <limits>
#include <memory>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "exporter/reconcile.hpp"
#include "server/api.hpp"
#include "server/reconcile_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;
using http::Status;

Response post_reconciliation(const ApiRooms& rooms, const Request& request) {
    constexpr std::size_t longest_word = 64;
    const json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"destination", "study_instance_uid", "since", "fix"});
    fields.demand({"destination"});
    exporter::ReconcileOrder order;
    order.destination = fields.text("destination", longest_word);
    order.study_instance_uid = fields.uid("study_instance_uid");
    order.since_ms = day_from("since", fields.text("since", longest_word));
    order.fixes = fields.flag("fix", false);
    exporter::Reconciliations reconciliations{{}, rooms.database, rooms.queue, rooms.clock};
    const std::int64_t id = reconciliations.open(order, actor_of(request));
    const database::PooledConnection connection = rooms.database.connection();
    Response response =
        http::json_response(to_json(reconciliation_of(*connection, id), rooms.clock.now_ms()), Status::created);
    response.headers.add("Location", fmt::format("/api/reconciliations/{}", id));
    return response;
}

Response get_reconciliations(const ApiRooms& rooms, const Request& request) {
    const database::PooledConnection connection = rooms.database.connection();
    const std::int64_t before = integer_parameter(request, "before", std::numeric_limits<std::int64_t>::max());
    return http::json_response(reconciliations_to_json(*connection, before, page_limit(request), rooms.clock.now_ms()));
}

Response get_reconciliation(const ApiRooms& rooms, const Request& request) {
    const database::PooledConnection connection = rooms.database.connection();
    const std::int64_t id = captured_number(request, "reconciliation", "a reconciliation");
    return http::json_response(to_json(reconciliation_of(*connection, id), rooms.clock.now_ms()));
}

Response get_differences(database::Database& database, const Request& request) {
    const database::PooledConnection connection = database.connection();
    const database::Reconciliation of =
        reconciliation_of(*connection, captured_number(request, "reconciliation", "a reconciliation"));
    json::array differences;
    for (const database::Difference& one :
         database::list_differences(*connection, of.id, request.query.find("afterStudy").value_or(""),
                                    request.query.find("afterObject").value_or(""), page_limit(request))) {
        differences.push_back(difference_to_json(one, of.destination_name));
    }
    return http::json_response(json::object{{"differences", std::move(differences)}});
}

}  // namespace

void add_reconcile_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    const auto shared = std::make_shared<ApiRooms>(rooms);
    router.add({Method::post, "/api/reconciliations",
                [shared](const Request& request) { return post_reconciliation(*shared, request); }, "export"});
    router.add({Method::get,
                "/api/reconciliations",
                [shared](const Request& request) { return get_reconciliations(*shared, request); },
                "read",
                {"before", "limit"}});
    router.add({Method::get, "/api/reconciliations/{reconciliation}",
                [shared](const Request& request) { return get_reconciliation(*shared, request); }, "read"});
    router.add({Method::get,
                "/api/reconciliations/{reconciliation}/differences",
                [&database](const Request& request) { return get_differences(database, request); },
                "read",
                {"afterStudy", "afterObject", "limit"}});
}

}  // namespace kinote::server
