#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <limits>
#include <memory>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "exporter/media_folder.hpp"
#include "exporter/media_request.hpp"
#include "server/api.hpp"
#include "server/media_views.hpp"
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

constexpr std::size_t longest_media_word = 64;
constexpr std::size_t most_media_parts = 1'000;
constexpr std::size_t most_named_objects = 100'000;

std::vector<std::string> texts_in(const authoring::JsonFields& fields, const char* name, std::size_t most) {
    std::vector<std::string> texts;
    if (fields.find(name) == nullptr) return texts;
    for (const json::value& one : fields.array(name, most)) {
        if (!one.is_string() || one.as_string().size() > longest_media_word) {
            throw Error{ErrorKind::invalid,
                        fmt::format("{}: each is a text of at most {} characters", name, longest_media_word)};
        }
        texts.emplace_back(one.as_string());
    }
    return texts;
}

template <typename Choice>
auto choice_in(const authoring::JsonFields& fields, const char* name, Choice named, const char* choices) {
    const std::string word = fields.text(name, longest_media_word);
    const auto found = named(word);
    if (!found) throw Error{ErrorKind::invalid, fmt::format("{}: '{}' is none of {}", name, word, choices)};
    return *found;
}

std::optional<database::ExportScope> scope_named(const std::string& word) {
    if (word == "study") return database::ExportScope::study;
    if (word == "key_images") return database::ExportScope::key_images;
    return std::nullopt;
}

exporter::MediaOrder media_order_from(const json::value& body) {
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"studies", "notes", "scope", "form", "profile", "disc_bytes", "label", "language",
                       "deidentified", "confirmed", "omitted"});
    exporter::MediaOrder order;
    order.studies = texts_in(fields, "studies", most_media_parts);
    order.notes = texts_in(fields, "notes", most_media_parts);
    if (fields.find("scope") != nullptr) order.scope = choice_in(fields, "scope", scope_named, "study, key_images");
    if (fields.find("form") != nullptr) {
        order.form = choice_in(fields, "form", exporter::media_form_named, "iso, zip, folder");
    }
    if (fields.find("profile") != nullptr) {
        order.profile = choice_in(fields, "profile", media::media_profile_named,
                                  "STD-GEN-CD, STD-GEN-DVD-JPEG, STD-GEN-DVD-J2K, STD-GEN-USB-JPEG, STD-GEN-USB-J2K");
    }
    order.disc_bytes = fields.integer("disc_bytes", 0, 0, std::numeric_limits<std::int64_t>::max());
    order.label = fields.text("label", longest_media_word);
    if (fields.find("language") != nullptr) order.language = fields.text("language", longest_media_word);
    order.is_deidentified = fields.flag("deidentified", false);
    order.confirmed = texts_in(fields, "confirmed", most_named_objects);
    order.omitted = texts_in(fields, "omitted", most_named_objects);
    return order;
}

Response post_media(const ApiRooms& rooms, const Request& request) {
    const exporter::MediaOrder order = media_order_from(http::json_body(request));
    if (dry_run_parameter(request)) {
        return http::json_response(to_json(exporter::preview_media(rooms.database, rooms.image_cache, order)));
    }
    const exporter::MediaRequests requests{rooms.database, rooms.queue, rooms.clock};
    const exporter::OpenedMediaExport opened = requests.open(order, actor_of(request));
    const database::PooledConnection connection = rooms.database.connection();
    Response response = http::json_response(media_to_json(*connection, opened.id), Status::created);
    response.headers.add("Location", fmt::format("/api/media/{}", opened.id));
    return response;
}

Response get_all_media(database::Database& database, const Request& request) {
    const database::PooledConnection connection = database.connection();
    return http::json_response(all_media_to_json(
        *connection, uid_parameter(request, "study"),
        integer_parameter(request, "before", std::numeric_limits<std::int64_t>::max()), page_limit(request)));
}

Response get_media(database::Database& database, const Request& request) {
    const std::int64_t id = captured_number(request, "media_export", "an export to media");
    const database::PooledConnection connection = database.connection();
    return http::json_response(media_to_json(*connection, id));
}

Response delete_media(const ApiRooms& rooms, const Request& request) {
    const std::int64_t id = captured_number(request, "media_export", "an export to media");
    (void)exporter::MediaRequests{rooms.database, rooms.queue, rooms.clock}.remove(id, actor_of(request));
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(media_to_json(*connection, id));
}

Response get_media_objects(database::Database& database, const Request& request) {
    const std::int64_t id = captured_number(request, "media_export", "an export to media");
    const database::PooledConnection connection = database.connection();
    if (!database::find_media_export(*connection, id)) {
        throw Error{ErrorKind::not_found, fmt::format("there is no export to media {}", id)};
    }
    json::array objects;
    for (const database::MediaLedgerRow& row :
         database::list_media_ledger(*connection, id, integer_parameter(request, "afterDisc", 0),
                                     request.query.find("afterFile").value_or(""), page_limit(request))) {
        objects.push_back(to_json(row));
    }
    return http::json_response(json::object{{"objects", std::move(objects)}});
}

// What leaves the house is told of before it does.
Response get_disc(const ApiRooms& rooms, const Request& request) {
    const std::int64_t id = captured_number(request, "media_export", "an export to media");
    const std::int64_t number = captured_number(request, "disc", "a disc");
    const database::PooledConnection connection = rooms.database.connection();
    const auto row = database::find_media_export(*connection, id);
    const std::vector<database::MediaDisc> discs = database::list_media_discs(*connection, id);
    const auto disc = std::ranges::find(discs, number, &database::MediaDisc::number);
    if (!row || row->state != "done" || disc == discs.end()) {
        throw Error{ErrorKind::not_found, fmt::format("there is no disc {} of an export to media {}", number, id)};
    }
    if (row->form == "folder") {
        throw Error{ErrorKind::invalid,
                    "a folder is no file that could be fetched: it lies where kinote serves; ask "
                    "for an image or a ZIP"};
    }
    Response response = http::file_response(
        base::File::open_for_reading(exporter::MediaFolder{rooms.media_folder}.of(id) / disc->file_name),
        row->form == "zip" ? "application/zip" : "application/x-iso9660-image");
    response.headers.add("Content-Disposition", fmt::format("attachment; filename=\"{}\"", disc->file_name));
    response.headers.add("Cache-Control", "no-store");
    database::Transaction transaction{*connection};
    for (const database::MediaPart& part : database::list_media_parts(*connection, id)) {
        database::add_audit_event(transaction,
                                  {actor_of(request), "media_fetched", disc->file_name, part.study_instance_uid, "{}"},
                                  rooms.clock.now_ms());
    }
    transaction.commit();
    return response;
}

}  // namespace

void add_media_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    const auto shared = std::make_shared<ApiRooms>(rooms);
    const std::string reads = "read";
    const std::string exports = "export";
    router.add({Method::post,
                "/api/media",
                [shared](const Request& request) { return post_media(*shared, request); },
                exports,
                {"dryRun"}});
    router.add({Method::get,
                "/api/media",
                [&database](const Request& request) { return get_all_media(database, request); },
                reads,
                {"study", "before", "limit"}});
    router.add({Method::get, "/api/media/{media_export}",
                [&database](const Request& request) { return get_media(database, request); }, reads});
    router.add({Method::delete_resource, "/api/media/{media_export}",
                [shared](const Request& request) { return delete_media(*shared, request); }, exports});
    router.add({Method::get,
                "/api/media/{media_export}/objects",
                [&database](const Request& request) { return get_media_objects(database, request); },
                reads,
                {"afterDisc", "afterFile", "limit"}});
    router.add({Method::get, "/api/media/{media_export}/discs/{disc}",
                [shared](const Request& request) { return get_disc(*shared, request); }, exports});
}

}  // namespace kinote::server
