#include <boost/json.hpp>
#include <memory>
#include <string>
#include <utility>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "exporter/note_sheet.hpp"
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

exporter::NoteSheets sheets_of(const ApiRooms& rooms) {
    return {rooms.sheets, rooms.database, rooms.image_cache, rooms.clock};
}

media::PageLanguage language_of(const Request& request) {
    const std::string_view language = request.query.find("language").value_or("en");
    if (language != "en" && language != "de") throw Error{ErrorKind::invalid, "language must be en or de"};
    return media::page_language_from(language);
}

Response get_sheet(const ApiRooms& rooms, const Request& request) {
    const media::PageLanguage language = language_of(request);
    const std::string_view format = request.query.find("format").value_or("pdf");
    if (format != "pdf" && format != "html") throw Error{ErrorKind::invalid, "format must be pdf or html"};
    const std::string_view note = http::capture(request, "note");
    const media::SheetContents contents = sheets_of(rooms).contents(note, language);
    Response response;
    if (format == "pdf") {
        media::SheetPdf pdf = exporter::NoteSheets::pdf(note, contents);
        response = http::bytes_response(std::move(pdf.bytes), "application/pdf");
        if (pdf.letters_without_font > 0) {
            response.headers.set("X-Kinote-Letters-Without-Font", std::to_string(pdf.letters_without_font));
        }
    } else {
        response = http::bytes_response(media::sheet_html(contents), "text/html; charset=utf-8");
        response.headers.set("Content-Security-Policy", media::sheet_policy());
    }
    response.headers.add("Cache-Control", "private, no-cache");
    return response;
}

Response post_sheet(const ApiRooms& rooms, const Request& request) {
    const json::value body = http::json_body(request);
    authoring::JsonFields{body, ""}.allow_only({});
    const exporter::StoredSheet stored =
        sheets_of(rooms).store(http::capture(request, "note"), language_of(request), *rooms.intake, actor_of(request));
    return http::json_response(to_json(stored), stored.is_new ? Status::created : Status::ok);
}

}  // namespace

void add_sheet_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    router.add({Method::get,
                "/api/notes/{note}/sheet",
                [shared](const Request& request) { return get_sheet(*shared, request); },
                "read",
                {"format", "language"}});
    router.add({Method::post,
                "/api/notes/{note}/sheet",
                [shared](const Request& request) { return post_sheet(*shared, request); },
                "author",
                {"language"}});
}

}  // namespace kinote::server
