#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "database/migration_table.hpp"
#include "legacy_migration/report_formats.hpp"
#include "legacy_migration/report_rows.hpp"
#include "server/api.hpp"
#include "server/migration_view.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;

constexpr std::string_view no_note = "no_note";

database::MigrationRun run_of(database::Connection& connection, const Request& request) {
    const auto run = database::find_migration_run(connection, captured_number(request, "run", "a migration run"));
    if (!run) throw Error{ErrorKind::not_found, "no such migration run is known here"};
    return *run;
}

Response get_runs(database::Database& database, const Request& request) {
    const database::PooledConnection connection = database.connection();
    const auto runs =
        database::list_migration_runs(*connection, integer_parameter(request, "before", 0), page_limit(request));
    json::array listed;
    for (const database::MigrationRun& run : runs) listed.push_back(to_json(run));
    return http::json_response(json::object{{"runs", std::move(listed)}});
}

Response get_run(database::Database& database, const Request& request) {
    constexpr std::int64_t most_reasons = 50;
    const database::PooledConnection connection = database.connection();
    const database::MigrationRun run = run_of(*connection, request);
    json::array reasons;
    for (const database::ReasonCount& one : database::count_reasons(*connection, run.id, most_reasons)) {
        reasons.push_back(json::object{{"outcome", one.outcome ? database::to_string(*one.outcome) : no_note},
                                       {"reason", one.reason},
                                       {"rows", one.rows}});
    }
    json::object answer = to_json(run);
    answer["rows_to_look_at"] = database::count_rows_to_look_at(*connection, run.id);
    answer["reasons"] = std::move(reasons);
    return http::json_response(answer);
}

database::MigrationRowFilter filter_of(const Request& request) {
    const std::string_view look = request.query.find("toLookAt").value_or("false");
    if (look != "true" && look != "false") throw Error{ErrorKind::invalid, "toLookAt must be true or false"};
    const std::string_view outcome = request.query.find("outcome").value_or("");
    const auto is_it = [outcome](database::NoteOutcome one) { return database::to_string(one) == outcome; };
    if (!outcome.empty() && outcome != no_note && std::ranges::none_of(database::note_outcomes, is_it)) {
        throw Error{ErrorKind::invalid, "outcome must be an outcome of notes, or no_note"};
    }
    return {look == "true", std::string{outcome}};
}

// Piece by piece, each with a connection of its own: who takes it slowly keeps none from others.
class RowsAsCsv {
public:
    RowsAsCsv(database::Database& database, std::int64_t run, database::MigrationRowFilter filter)
        : database_{database}, run_{run}, filter_{std::move(filter)} {}

    std::optional<http::BodyPiece> next() {
        constexpr std::size_t enough_bytes = std::size_t{64} * 1024;
        std::string text;
        if (!has_begun_) text = legacy_migration::csv_head();
        has_begun_ = true;
        const database::PooledConnection connection = database_.connection();
        legacy_migration::ReportRows rows{*connection, run_, filter_, last_number_};
        while (text.size() < enough_bytes) {
            const legacy_migration::ReportRow* row = rows.next();
            if (row == nullptr) break;
            text += legacy_migration::csv_lines(*row);
            last_number_ = row->number;
        }
        if (text.empty()) return std::nullopt;
        return text;
    }

private:
    database::Database& database_;
    std::int64_t run_;
    database::MigrationRowFilter filter_;
    std::int64_t last_number_ = 0;
    bool has_begun_ = false;
};

Response csv_response(database::Database& database, std::int64_t run, database::MigrationRowFilter filter) {
    const auto rows = std::make_shared<RowsAsCsv>(database, run, std::move(filter));
    Response response = http::stream_response([rows] { return rows->next(); }, "text/csv; charset=utf-8");
    response.headers.add("Content-Disposition", fmt::format("attachment; filename=\"kinote-migration-{}.csv\"", run));
    return response;
}

bool wants_csv(const Request& request) {
    const std::string_view format = request.query.find("format").value_or("");
    if (format == "csv") return true;
    if (!format.empty() && format != "json") throw Error{ErrorKind::invalid, "format must be json or csv"};
    return format.empty() && request.headers.find("Accept").value_or("").starts_with("text/csv");
}

Response get_rows(database::Database& database, const Request& request) {
    const database::MigrationRowFilter filter = filter_of(request);
    const std::int64_t after = integer_parameter(request, "after", 0);
    const std::int64_t limit = page_limit(request);
    const bool is_csv = wants_csv(request);
    const database::PooledConnection connection = database.connection();
    const std::int64_t run = run_of(*connection, request).id;
    if (is_csv) return csv_response(database, run, filter);
    const auto page = database::search_migration_rows(*connection, run, filter, after, limit);
    json::array rows;
    for (const database::MigrationRow& row : page.rows) rows.push_back(to_json(row));
    return http::json_response(
        json::object{{"rows", std::move(rows)},
                     {"next_after", page.next_after ? json::value(*page.next_after) : json::value(nullptr)}});
}

}  // namespace

void add_migration_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    router.add({http::Method::get,
                "/api/migrations",
                [&database](const Request& request) { return get_runs(database, request); },
                "run queues",
                {"before", "limit"}});
    router.add({http::Method::get, "/api/migrations/{run}",
                [&database](const Request& request) { return get_run(database, request); }, "run queues"});
    router.add({http::Method::get,
                "/api/migrations/{run}/rows",
                [&database](const Request& request) { return get_rows(database, request); },
                "run queues",
                {"outcome", "toLookAt", "after", "limit", "format"}});
}

}  // namespace kinote::server
