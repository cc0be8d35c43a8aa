#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <memory>
#include <utility>

#include "authoring/deletion.hpp"
#include "authoring/note_authoring.hpp"
#include "authoring/note_draft.hpp"
#include "base/error.hpp"
#include "query/studies.hpp"
#include "server/api.hpp"
#include "server/deletion_json.hpp"
#include "server/json_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

using authoring::NoteAuthoring;
using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;
using http::Status;

Response note_response(database::Database& database, std::string_view id, Status status) {
    const auto note = query::find_note(database, id);
    if (!note) throw Error{ErrorKind::not_found, "no such note is here"};
    Response response = http::json_response(to_json(*note), status);
    response.headers.add("ETag", entity_tag(*note));
    return response;
}

Response other_version() {
    return http::error_response(Status::precondition_failed, "other_version",
                                "somebody has changed the note meanwhile: read it again, and decide anew");
}

// The version that If-Match names (RFC 9110 13.1.1); absent where the header is.
std::optional<std::int64_t> expected_version(const Request& request) {
    const auto tag = request.headers.find("If-Match");
    if (!tag) return std::nullopt;
    std::int64_t version = 0;
    const bool is_quoted = tag->size() > 2 && tag->front() == '"' && tag->back() == '"';
    if (is_quoted) {
        const char* const end = tag->data() + tag->size() - 1;
        const auto [parsed, failure] = std::from_chars(tag->data() + 1, end, version);
        if (failure == std::errc{} && parsed == end) return version;
    }
    throw Error{ErrorKind::invalid, "If-Match must be the one entity tag that the note was read with, as \"3\""};
}

Response version_required() {
    return http::error_response(Status::precondition_required, "version_required",
                                "send the ETag that the note was read with as If-Match");
}

// The author is who has signed in, whatever the body says: another's name is refused, not passed over. The built-in
// operator makes notes for others, as whoever drives the program from outside.
note::KeyImageNote draft_of(const Request& request) {
    boost::json::value body = http::json_body(request);
    const access::Identity* identity = identity_of(request);
    if (identity == nullptr || identity->is_built_in() || !body.is_object()) return authoring::draft_from_json(body);
    boost::json::object& draft = body.as_object();
    const boost::json::value* author = draft.if_contains("author");
    if (author != nullptr && !author->is_null() && *author != boost::json::value(identity->display_name)) {
        throw Error{ErrorKind::invalid,
                    fmt::format("author: a note is made in the name of who has signed in, {}: leave it out",
                                identity->display_name)};
    }
    boost::json::array observers{
        {{"type", "person"}, {"name", identity->display_name}, {"login_name", identity->name}}};
    if (const boost::json::value* given = draft.if_contains("observers"); given != nullptr && given->is_array()) {
        for (const boost::json::value& one : given->as_array()) {
            const boost::json::value* type = one.is_object() ? one.as_object().if_contains("type") : nullptr;
            if (type != nullptr && *type == "device") observers.push_back(one);
        }
        if (observers.size() != given->as_array().size() + 1) {
            throw Error{ErrorKind::invalid, "observers: the person is who has signed in: name devices alone"};
        }
    }
    draft["author"] = identity->display_name;
    draft["observers"] = std::move(observers);
    return authoring::draft_from_json(body);
}

Response post_note(database::Database& database, NoteAuthoring& authoring, const Request& request) {
    const std::string id = authoring.create(draft_of(request), actor_of(request));
    Response response = note_response(database, id, Status::created);
    response.headers.add("Location", "/api/notes/" + id);
    return response;
}

Response put_note(database::Database& database, NoteAuthoring& authoring, const Request& request) {
    const auto expected = expected_version(request);
    if (!expected) return version_required();
    const std::string_view id = http::capture(request, "note");
    note::KeyImageNote draft = draft_of(request);
    if (!authoring.edit(id, *expected, std::move(draft), actor_of(request))) return other_version();
    return note_response(database, id, Status::ok);
}

Response delete_note(NoteAuthoring& authoring, const Request& request) {
    const auto expected = expected_version(request);
    const std::string reason = reason_in_body_if_any(request);
    if (!expected) return version_required();
    if (!authoring.mark_for_deletion(http::capture(request, "note"), *expected, actor_of(request), reason)) {
        return other_version();
    }
    Response response;
    response.status = Status::no_content;
    return response;
}

Response undo_deletion(database::Database& database, NoteAuthoring& authoring, const Request& request) {
    const std::string_view id = http::capture(request, "note");
    authoring.undo_deletion(id, actor_of(request));
    if (query::find_note(database, id)) return note_response(database, id, Status::ok);
    Response still_hidden;  // by the mark of its study or of its KOSD
    still_hidden.status = Status::no_content;
    return still_hidden;
}

boost::json::value reach_to_json(const database::DeletionReach& reach) {
    return boost::json::object{
        {"objects", reach.objects}, {"notes", reach.notes}, {"jobs", reach.jobs}, {"purged", reach.purged}};
}

Response get_deletions(const ApiRooms& rooms, const Request& request) {
    constexpr std::int64_t hour_ms = 3'600'000;
    const Page page = page_of(request);
    const std::string_view study = uid_parameter(request, "study");
    const database::PooledConnection connection = rooms.database.connection();
    const auto deletions = database::list_deletions(*connection, page.limit, page.offset, study);
    return http::json_response(boost::json::object{{"deletions", to_json(deletions, rooms.purge)},
                                                   {"purge_after_hours", rooms.purge.grace_ms / hour_ms}});
}

Response get_overdue(const ApiRooms& rooms) {
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(overdue_to_json(*connection, rooms.purge, rooms.clock.now_ms()));
}

// The target that a path names; the study of an object is the one where it is.
database::DeletionTarget target_of(const Request& request, database::DeletionLevel level) {
    const std::string_view study = http::capture(request, "study_instance_uid");
    switch (level) {
        case database::DeletionLevel::series: return {level, http::capture(request, "series_instance_uid"), study};
        case database::DeletionLevel::object: return {level, http::capture(request, "sop_instance_uid"), study};
        default: return {level, study, study};
    }
}

void add_deletion_routes(http::Router& router, const std::shared_ptr<authoring::Deletion>& deletion) {
    using database::DeletionLevel;
    constexpr std::array<std::pair<std::string_view, DeletionLevel>, 3> places{{
        {"/api/studies/{study_instance_uid}", DeletionLevel::study},
        {"/api/studies/{study_instance_uid}/series/{series_instance_uid}", DeletionLevel::series},
        {"/api/studies/{study_instance_uid}/instances/{sop_instance_uid}", DeletionLevel::object},
    }};
    for (const auto& [pattern, level] : places) {
        router.add({http::Method::delete_resource, std::string{pattern},
                    [deletion, target_level = level](const Request& request) {
                        return http::json_response(reach_to_json(deletion->mark(
                            target_of(request, target_level), actor_of(request), reason_in_body_if_any(request))));
                    },
                    "purge"});
        router.add({http::Method::post, fmt::format("{}/undo", pattern),
                    [deletion, target_level = level](const Request& request) {
                        return http::json_response(
                            reach_to_json(deletion->undo(target_of(request, target_level), actor_of(request))));
                    },
                    "purge"});
    }
}

}  // namespace

void add_authoring_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    const auto authoring = std::make_shared<NoteAuthoring>(database, rooms.clock);
    add_deletion_routes(router, std::make_shared<authoring::Deletion>(database, rooms.queue, rooms.clock));
    router.add(
        {http::Method::get, "/api/deletions/overdue", [rooms](const Request&) { return get_overdue(rooms); }, "read"});
    router.add({http::Method::get,
                "/api/deletions",
                [rooms](const Request& request) { return get_deletions(rooms, request); },
                "read",
                {"study", "limit", "offset"}});
    router.add({http::Method::post, "/api/notes",
                [&database, authoring](const Request& request) { return post_note(database, *authoring, request); },
                "author"});
    router.add({http::Method::put, "/api/notes/{note}",
                [&database, authoring](const Request& request) { return put_note(database, *authoring, request); },
                "edit"});
    router.add({http::Method::delete_resource, "/api/notes/{note}",
                [authoring](const Request& request) { return delete_note(*authoring, request); }, "delete"});
    router.add({http::Method::post, "/api/notes/{note}/undo",
                [&database, authoring](const Request& request) { return undo_deletion(database, *authoring, request); },
                "delete"});
}

}  // namespace kinote::server
