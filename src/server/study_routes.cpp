#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <limits>

#include "base/error.hpp"
#include "database/note_history.hpp"
#include "query/studies.hpp"
#include "server/api.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/note_history_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;

constexpr std::int64_t usual_page = 25;
constexpr std::size_t longest_search = 128;

bool flag_parameter(const Request& request, std::string_view name) {
    const auto value = request.query.find(name);
    if (!value || *value == "false") return false;
    if (*value == "true") return true;
    throw Error{ErrorKind::invalid, fmt::format("{} must be true or false", name)};
}

Response get_studies(database::Database& database, const Request& request) {
    database::StudyFilter filter;
    filter.has_notes = flag_parameter(request, "hasNotes");
    filter.search = request.query.find("search").value_or("");
    if (filter.search.size() > longest_search) {
        throw Error{ErrorKind::invalid, fmt::format("search takes at most {} bytes", longest_search)};
    }
    filter.limit = integer_parameter(request, "limit", usual_page);
    filter.offset = integer_parameter(request, "offset", 0);
    const query::StudyPage page = query::find_studies(database, filter);
    return http::json_response(to_json(page));
}

Response get_study(database::Database& database, const Request& request) {
    const auto study = query::find_study(database, http::capture(request, "study_instance_uid"));
    if (!study) throw Error{ErrorKind::not_found, "no such study is known here"};
    return http::json_response(to_json(*study));
}

Response get_notes_of_study(database::Database& database, const Request& request) {
    const std::string_view study = http::capture(request, "study_instance_uid");
    const auto notes = query::notes_of_study(database, study);
    if (notes.empty() && !query::find_study(database, study)) {
        throw Error{ErrorKind::not_found, "no such study is known here"};
    }
    return http::json_response(json::object{{"notes", array_of(notes)}});
}

Response get_notes(database::Database& database, const Request& request) {
    const auto notes = query::find_notes(database, integer_parameter(request, "limit", usual_page),
                                         integer_parameter(request, "offset", 0));
    return http::json_response(json::object{{"notes", array_of(notes)}});
}

Response get_note(database::Database& database, const Request& request) {
    const auto note = query::find_note(database, http::capture(request, "note"));
    if (!note) throw Error{ErrorKind::not_found, "no such note is here"};
    Response response = http::json_response(to_json(*note));
    response.headers.add("ETag", entity_tag(*note));
    return response;
}

Response get_versions(database::Database& database, const Request& request) {
    const std::string_view note = http::capture(request, "note");
    const std::int64_t before = integer_parameter(request, "before", std::numeric_limits<std::int64_t>::max());
    const std::int64_t limit = page_limit(request);
    const database::PooledConnection connection = database.connection();
    if (!database::find_note(*connection, note)) throw Error{ErrorKind::not_found, "no such note is here"};
    return http::json_response(versions_to_json(database::list_versions_of_note(*connection, note, before, limit),
                                                database::find_version_origins(*connection, note, before, limit)));
}

Response get_outside(database::Database& database, const Request& request) {
    const std::string_view id = http::capture(request, "note");
    const database::PooledConnection connection = database.connection();
    const auto note = database::find_note(*connection, id);
    if (!note) throw Error{ErrorKind::not_found, "no such note is here"};
    return http::json_response(outside_to_json(*note, database::list_deliveries_of_note(*connection, id)));
}

Response get_outside_of_study(database::Database& database, const Request& request) {
    const std::string_view study = captured_uid(request, "study_instance_uid");
    std::vector<database::NoteOutside> notes;
    {
        const database::PooledConnection connection = database.connection();
        notes = database::list_notes_outside(*connection, study);
    }
    if (notes.empty() && !query::find_study(database, study)) {
        throw Error{ErrorKind::not_found, "no such study is known here"};
    }
    return http::json_response(outside_to_json(notes));
}

Response get_selections(database::Database& database, const Request& request) {
    const query::KosdPage page = query::find_selections(database, integer_parameter(request, "limit", usual_page),
                                                        integer_parameter(request, "offset", 0));
    json::array rows;
    for (const database::ListedKosd& kosd : page.kosds) rows.push_back(selection_to_json(kosd));
    return http::json_response(json::object{{"selections", std::move(rows)}, {"total", page.total}});
}

}  // namespace

void add_study_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    const auto add = [&](std::string pattern, std::vector<std::string> parameters, auto answer) {
        router.add({http::Method::get, std::move(pattern),
                    [&database, answer](const Request& request) { return answer(database, request); }, "read",
                    std::move(parameters)});
    };
    const std::vector<std::string> page{"limit", "offset"};
    add("/api/studies", {"hasNotes", "search", "limit", "offset"}, get_studies);
    add("/api/studies/{study_instance_uid}", {}, get_study);
    add("/api/studies/{study_instance_uid}/notes", {}, get_notes_of_study);
    add("/api/studies/{study_instance_uid}/outside", {}, get_outside_of_study);
    add("/api/notes", page, get_notes);
    add("/api/notes/{note}", {}, get_note);
    add("/api/notes/{note}/versions", {"before", "limit"}, get_versions);
    add("/api/notes/{note}/outside", {}, get_outside);
    add("/api/selections", page, get_selections);
}

}  // namespace kinote::server
