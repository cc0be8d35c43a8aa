// WADO-RS: pictures of images and pages of notes, PS3.18 10.4.1.1.3 and 10.4.1.1.4.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/uid.hpp"
#include "dicomweb/frame_bytes.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/named_objects.hpp"
#include "dicomweb/note_of_document.hpp"
#include "dicomweb/picture.hpp"
#include "dicomweb/rooms.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;
using database::WebObject;
using http::Request;
using http::Response;

constexpr std::uint32_t thumbnail_side = 128;  // pixels, where no viewport is asked for
constexpr std::string_view picture_types = "image/jpeg or image/png";

struct PictureChoice {
    rendering::PictureFormat format = rendering::PictureFormat::jpeg;
    bool is_multipart = false;
};

// The first range that takes a picture. Where it may be anything, one picture, unless `several` are meant.
std::optional<PictureChoice> picture_choice(const Request& request, bool several) {
    for (const MediaRange& range : accepted_ranges(request)) {
        const bool is_multipart = range.is_multipart || (several && range.takes_anything());
        if (range.takes("image/jpeg")) return PictureChoice{rendering::PictureFormat::jpeg, is_multipart};
        if (range.takes("image/png")) return PictureChoice{rendering::PictureFormat::png, is_multipart};
    }
    return std::nullopt;
}

std::string picture_etag(const WebObject& object, std::uint32_t frame, const PictureWishes& wishes) {
    return fmt::format(R"("{}-{}-{}")", object.sha256.substr(0, 32), frame, wishes.key());
}

Response one_picture(const DicomWebRooms& rooms, const Request& request, const WebObject& object, std::uint32_t frame,
                     const PictureWishes& wishes) {
    const std::string etag = picture_etag(object, frame, wishes);
    if (http::has_current(request, etag)) return single_response(request, {}, etag);
    return single_response(request, make_picture(rooms, object, frame, wishes), etag);
}

Response no_image(const WebObject& object) {
    return not_acceptable(object.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage
                              ? "text/html or text/plain"
                              : "application/dicom: the object is no image, and has no picture");
}

Response pictures_of_frames(const DicomWebRooms& rooms, const WebObject& object, std::vector<std::uint32_t> frames,
                            const PictureWishes& wishes) {
    return multipart_response(
        [rooms, object, frames = std::move(frames), wishes, at = std::size_t{0}]() mutable -> std::optional<WebBody> {
            if (at == frames.size()) return std::nullopt;
            return make_picture(rooms, object, frames[at++], wishes);
        },
        wishes.content_type());
}

Response note_page(const DicomWebRooms& rooms, const Request& request, const WebObject& object) {
    const std::string_view type = accepted_type(request, {"text/html", "text/plain"});
    if (type.empty()) return no_image(object);
    // What it links to comes and goes: no entity tag.
    Response response =
        http::bytes_response(document_as_page(rooms, object, service_url(rooms, request), type == "text/html"),
                             fmt::format("{}; charset=utf-8", type));
    response.headers.add("Vary", "Accept");
    response.headers.add("Cache-Control", "private, no-cache");
    return response;
}

Response get_rendered_instance(const DicomWebRooms& rooms, const Request& request) {
    PictureWishes wishes = read_picture_wishes(request);
    const auto named = request.captures.find("frames");
    std::vector<std::uint32_t> frames = named ? read_frame_list(*named) : std::vector<std::uint32_t>{};
    const WebObject object = find_named_object(rooms, scope_of(request));
    if (object.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage && !named) {
        return note_page(rooms, request, object);
    }
    if (object.rows == 0) return no_image(object);
    const auto choice = picture_choice(request, frames.size() > 1);
    if (!choice) return not_acceptable(picture_types);
    wishes.format = choice->format;
    if (!named) {
        frames.resize(
            choice->is_multipart ? static_cast<std::size_t>(std::max<std::int64_t>(object.number_of_frames, 1)) : 1);
        std::iota(frames.begin(), frames.end(), 1U);
    }
    if (choice->is_multipart) return pictures_of_frames(rooms, object, std::move(frames), wishes);
    if (frames.size() > 1)
        return not_acceptable(R"(multipart/related; type="image/jpeg" where several frames are named)");
    return one_picture(rooms, request, object, frames.front(), wishes);
}

// The next image that can be shown; nothing behind the last one.
std::optional<WebObject> next_image(NamedObjects& objects) {
    while (auto object = objects.next()) {
        if (object->rows > 0) return object;
    }
    return std::nullopt;
}

// One picture of each image, its first frame.
Response pictures_of_images(const DicomWebRooms& rooms, const database::WebScope& scope, const PictureWishes& wishes) {
    const auto objects = std::make_shared<NamedObjects>(rooms, scope);
    return multipart_response(
        [rooms, objects, wishes]() -> std::optional<WebBody> {
            while (const auto object = next_image(*objects)) {
                try {
                    return make_picture(rooms, *object, 1, wishes);
                } catch (const Error& error) {  // what is broken, or hidden since, must not hide what is whole
                    if (error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::internal) throw;
                    base::log::warn("an image has no picture",
                                    {{"sop_instance_uid", object->sop_instance_uid}, {"reason", error.what()}});
                }
            }
            return std::nullopt;
        },
        wishes.content_type());
}

Response get_rendered_images(const DicomWebRooms& rooms, const Request& request, bool is_thumbnail) {
    PictureWishes wishes = read_picture_wishes(request);
    if (is_thumbnail && wishes.max_width == 0) {
        wishes.max_width = thumbnail_side;
        wishes.max_height = thumbnail_side;
    }
    const database::WebScope scope = scope_of(request);
    const auto extents = measure(rooms, scope);
    const auto choice = picture_choice(request, !is_thumbnail);
    if (!choice) return not_acceptable(picture_types);
    wishes.format = choice->format;
    if (choice->is_multipart && !is_thumbnail) {
        want_bytes(rooms, scope, extents);
        return pictures_of_images(rooms, scope, wishes);
    }
    NamedObjects objects{rooms, scope};
    const auto image = next_image(objects);
    if (!image) return not_acceptable("application/dicom: nothing of it is an image");
    return one_picture(rooms, request, *image, 1, wishes);
}

Response get_thumbnail(const DicomWebRooms& rooms, const Request& request) {
    PictureWishes wishes = read_picture_wishes(request);
    if (wishes.max_width == 0) {
        wishes.max_width = thumbnail_side;
        wishes.max_height = thumbnail_side;
    }
    const auto named = request.captures.find("frames");
    const std::vector<std::uint32_t> frames = named ? read_frame_list(*named) : std::vector<std::uint32_t>{1};
    const WebObject object = find_named_object(rooms, scope_of(request));
    if (object.rows == 0) return no_image(object);
    const auto choice = picture_choice(request, false);
    if (!choice) return not_acceptable(picture_types);
    wishes.format = choice->format;
    return one_picture(rooms, request, object, frames.front(), wishes);
}

}  // namespace

void add_picture_routes(http::Router& router, const DicomWebRooms& rooms) {
    const auto add = [&](std::string_view pattern, auto answer) {
        router.add({http::Method::get,
                    fmt::format("{}{}", service_path, pattern),
                    [rooms, answer](const Request& request) { return answer(rooms, request); },
                    "read",
                    {"accept", "viewport", "quality", "window"}});
    };
    const std::string series = "/studies/{study}/series/{series}";
    const std::string instance = series + "/instances/{instance}";
    const auto rendered = [](const DicomWebRooms& of, const Request& request) {
        return get_rendered_images(of, request, false);
    };
    const auto thumbnail = [](const DicomWebRooms& of, const Request& request) {
        return get_rendered_images(of, request, true);
    };
    add("/studies/{study}/rendered", rendered);
    add(series + "/rendered", rendered);
    add(instance + "/rendered", get_rendered_instance);
    add(instance + "/frames/{frames}/rendered", get_rendered_instance);
    add("/studies/{study}/thumbnail", thumbnail);
    add(series + "/thumbnail", thumbnail);
    add(instance + "/thumbnail", get_thumbnail);
    add(instance + "/frames/{frames}/thumbnail", get_thumbnail);
}

}  // namespace kinote::dicomweb
