#include <fmt/format.h>

#include "base/error.hpp"
#include "exporter/recall.hpp"
#include "query/studies.hpp"
#include "rendering/render.hpp"
#include "server/api.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;

constexpr std::int64_t largest_side = 8'192;  // pixels of a picture
constexpr std::int64_t largest_frame = 0x7FFF'FFFF;

// From 1 to `most`, where it is given.
std::uint32_t bounded_parameter(const Request& request, std::string_view name, std::int64_t most,
                                std::uint32_t otherwise) {
    if (!request.query.find(name)) return otherwise;
    const std::int64_t value = integer_parameter(request, name, otherwise);
    if (value < 1 || value > most) {
        throw Error{ErrorKind::invalid, fmt::format("{} must be from 1 to {}", name, most)};
    }
    return static_cast<std::uint32_t>(value);
}

// Named by the parameter, else as the client would rather have it (RFC 9110 12.5.1), else JPEG.
rendering::PictureFormat format_of(const Request& request) {
    const bool prefers_png =
        http::accepted_quality(request, "image/png") > http::accepted_quality(request, "image/jpeg");
    const std::string_view format = request.query.find("format").value_or(prefers_png ? "png" : "jpeg");
    if (format == "jpeg") return rendering::PictureFormat::jpeg;
    if (format == "png") return rendering::PictureFormat::png;
    throw Error{ErrorKind::invalid, "format must be jpeg or png"};
}

// It comes back meanwhile.
void refuse_if_nearline(const ApiRooms& rooms, const database::StoredObject& object) {
    if (!object.is_nearline) return;
    exporter::refuse_nearline(rooms.database, {rooms.database, rooms.queue, rooms.clock}, object.study_instance_uid);
}

Response get_rendered(const ApiRooms& rooms, const Request& request) {
    const std::uint32_t frame = bounded_parameter(request, "frame", largest_frame, 1);
    const std::uint32_t width = bounded_parameter(request, "width", largest_side, 0);
    const std::uint32_t height = bounded_parameter(request, "height", largest_side, 0);
    const rendering::PictureFormat format = format_of(request);

    const auto object = query::find_object(rooms.database, http::capture(request, "sop_instance_uid"));
    rooms.image_cache.note_access(object.study_instance_uid, rooms.clock.now_ms());
    std::optional<database::StoredObject> state;
    if (const auto uid = request.query.find("presentationState")) state = query::find_object(rooms.database, *uid);

    // An object never changes under its UID: what it and the request say is all that the picture depends on.
    const std::string etag =
        fmt::format("\"{}-{}-{}-{}x{}-{}\"", object.sha256.substr(0, 32), state ? state->sha256.substr(0, 32) : "",
                    frame, width, height, format == rendering::PictureFormat::png ? "png" : "jpeg");
    if (http::has_current(request, etag)) {
        Response response = http::not_modified_response(etag);
        response.headers.add("Vary", "Accept");
        return response;
    }

    refuse_if_nearline(rooms, object);
    if (state) refuse_if_nearline(rooms, *state);
    const std::unique_ptr<dicom::ByteSource> bytes = rooms.image_cache.open(object);
    std::unique_ptr<dicom::ByteSource> state_bytes;
    if (state) state_bytes = rooms.image_cache.open(*state);
    rendering::RenderRequest wanted{*bytes};
    wanted.presentation_state = state_bytes.get();
    wanted.frame = frame;
    wanted.max_width = width;
    wanted.max_height = height;
    wanted.format = format;
    rendering::RenderedFrame picture = rendering::render_frame(wanted);
    Response response = http::bytes_response(std::move(picture.bytes), picture.content_type);
    response.headers.add("ETag", etag);
    response.headers.add("Vary", "Accept");
    response.headers.add("Cache-Control", "private, no-cache");  // it may be deleted, or hidden: asked for each time
    return response;
}

}  // namespace

void add_rendered_routes(http::Router& router, const ApiRooms& rooms) {
    router.add({http::Method::get,
                "/api/instances/{sop_instance_uid}/rendered",
                [rooms](const Request& request) { return get_rendered(rooms, request); },
                "read",
                {"frame", "width", "height", "format", "presentationState"}});
}

}  // namespace kinote::server
