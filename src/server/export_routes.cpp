#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <limits>
#include <memory>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "database/note_history.hpp"
#include "dicom/uid.hpp"
#include "exporter/destinations.hpp"
#include "exporter/export_request.hpp"
#include "exporter/verification.hpp"
#include "query/studies.hpp"
#include "server/api.hpp"
#include "server/destination_json.hpp"
#include "server/export_views.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;
using http::Method;
using http::Request;
using http::Response;
using http::Status;

Response get_destinations(database::Database& database) {
    const database::PooledConnection connection = database.connection();
    return http::json_response(json::object{{"destinations", array_of(database::list_destinations(*connection))}});
}

Response put_destination(const ApiRooms& rooms, const Request& request) {
    const std::string name{http::capture(request, "destination")};
    const database::Destination destination = destination_from_json(name, http::json_body(request), "");
    exporter::Destinations{rooms.database, rooms.clock}.set(destination, actor_of(request));
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(to_json(*database::find_destination(*connection, name)));
}

Response delete_destination(const ApiRooms& rooms, const Request& request) {
    exporter::RemovalOrder order;
    order.name = http::capture(request, "destination");
    order.is_dry_run = dry_run_parameter(request);
    return http::json_response(
        to_json(exporter::Destinations{rooms.database, rooms.clock}.remove(order, actor_of(request))));
}

Response echo_destination(const ApiRooms& rooms, const Request& request) {
    std::optional<database::Destination> destination;
    {
        const database::PooledConnection connection = rooms.database.connection();
        destination = database::find_destination(*connection, http::capture(request, "destination"));
    }
    if (!destination || destination->is_retired) throw Error{ErrorKind::not_found, "no such destination is in use"};
    try {
        const auto took = exporter::verify(*destination, rooms.ae_title, {});
        return http::json_response(
            json::object{{"answers", true}, {"milliseconds", took.count()}, {"message", nullptr}});
    } catch (const Error& error) {
        return http::json_response(
            json::object{{"answers", false}, {"milliseconds", nullptr}, {"message", error.what()}});
    }
}

std::optional<database::ExportScope> scope_from(const std::string& word) {
    if (word.empty()) return std::nullopt;
    if (word == "study") return database::ExportScope::study;
    if (word == "key_images") return database::ExportScope::key_images;
    throw Error{ErrorKind::invalid, "scope must be study or key_images"};
}

Response post_export(const ApiRooms& rooms, const Request& request) {
    constexpr std::size_t longest_word = 64;
    const json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"destination", "study_instance_uid", "scope", "again"});
    fields.demand({"destination", "study_instance_uid"});
    exporter::ExportOrder order;
    order.destination = fields.text("destination", longest_word);
    order.study_instance_uid = fields.uid("study_instance_uid");
    order.scope = scope_from(fields.text("scope", longest_word));
    order.is_again = fields.flag("again", false);
    const exporter::ExportRequests requests{rooms.database, rooms.queue, rooms.clock};
    const exporter::OpenedExport opened = requests.open(order, actor_of(request));
    const database::PooledConnection connection = rooms.database.connection();
    Response response = http::json_response(export_to_json(*connection, opened.id), Status::created);
    response.headers.add("Location", fmt::format("/api/exports/{}", opened.id));
    return response;
}

Response get_exports(database::Database& database, const Request& request) {
    const database::PooledConnection connection = database.connection();
    return http::json_response(exports_to_json(
        *connection, uid_parameter(request, "study"),
        integer_parameter(request, "before", std::numeric_limits<std::int64_t>::max()), page_limit(request)));
}

Response get_export(database::Database& database, const Request& request) {
    const std::int64_t id = captured_number(request, "export", "an export");
    const database::PooledConnection connection = database.connection();
    return http::json_response(export_to_json(*connection, id));
}

// Each document with the version of a note that it is, where the note is visible.
json::array with_versions(database::Database& database, const std::vector<database::DeliveryRow>& rows) {
    std::vector<std::string_view> documents;
    for (const database::DeliveryRow& row : rows) {
        if (row.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage)
            documents.emplace_back(row.sop_instance_uid);
    }
    const database::PooledConnection connection = database.connection();
    const auto versions = database::find_documented_versions(*connection, documents);
    json::array listed;
    for (const database::DeliveryRow& row : rows) {
        json::object& one = listed.emplace_back(to_json(row)).as_object();
        const auto found = versions.find(row.sop_instance_uid);
        const bool is_known = found != versions.end();
        one["note"] = is_known ? json::value(found->second.uuid) : json::value(nullptr);
        one["note_version"] = is_known ? json::value(found->second.version) : json::value(nullptr);
    }
    return listed;
}

// The ledger outlives what it is about.
Response get_deliveries(database::Database& database, const Request& request) {
    const std::string_view study = captured_uid(request, "study_instance_uid");
    std::vector<database::DeliveryRow> rows;
    {
        const database::PooledConnection connection = database.connection();
        rows = database::list_deliveries(*connection, study, request.query.find("afterDestination").value_or(""),
                                         request.query.find("afterObject").value_or(""), page_limit(request));
    }
    const bool is_first_page = !request.query.find("afterDestination") && !request.query.find("afterObject");
    if (rows.empty() && is_first_page && !query::find_study(database, study)) {
        throw Error{ErrorKind::not_found, "no such study is known here"};
    }
    return http::json_response(json::object{{"deliveries", with_versions(database, rows)}});
}

}  // namespace

void add_export_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    const auto shared = std::make_shared<ApiRooms>(rooms);
    const std::string reads = "read";
    const std::string administers = "administer";
    const std::string exports = "export";
    router.add(
        {Method::get, "/api/destinations", [&database](const Request&) { return get_destinations(database); }, reads});
    router.add({Method::put, "/api/destinations/{destination}",
                [shared](const Request& request) { return put_destination(*shared, request); }, administers});
    router.add({Method::delete_resource,
                "/api/destinations/{destination}",
                [shared](const Request& request) { return delete_destination(*shared, request); },
                administers,
                {"dryRun"}});
    router.add({Method::post, "/api/destinations/{destination}/echo",
                [shared](const Request& request) { return echo_destination(*shared, request); }, exports});
    router.add({Method::post, "/api/exports",
                [shared](const Request& request) { return post_export(*shared, request); }, exports});
    router.add({Method::get,
                "/api/exports",
                [&database](const Request& request) { return get_exports(database, request); },
                reads,
                {"study", "before", "limit"}});
    router.add({Method::get, "/api/exports/{export}",
                [&database](const Request& request) { return get_export(database, request); }, reads});
    router.add({Method::get,
                "/api/studies/{study_instance_uid}/deliveries",
                [&database](const Request& request) { return get_deliveries(database, request); },
                reads,
                {"afterDestination", "afterObject", "limit"}});
}

}  // namespace kinote::server
