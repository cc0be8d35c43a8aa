// WADO-RS: pictures of images and pages of notes, PS3.18 10.4.1.1.3 and 10.4.1.1.4.

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"
#include "dicomweb/frame_bytes.hpp"
#include "dicomweb/frame_selection.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/named_objects.hpp"
#include "dicomweb/note_of_document.hpp"
#include "dicomweb/picture.hpp"
#include "dicomweb/presented_frames.hpp"
#include "dicomweb/rooms.hpp"
#include "http/text.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;
using database::WebObject;
using http::Request;
using http::Response;

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

// An object never changes under its UID: what it, its presentation state and the request say is all.
std::string picture_etag(const WebObject& object, std::uint32_t frame, const PictureWishes& wishes,
                         const WebObject* state) {
    return fmt::format(R"("{}-{}-{}-{}")", object.sha256.substr(0, 32), frame, wishes.key(),
                       state != nullptr ? std::string_view{state->sha256}.substr(0, 32) : "");
}

Response one_picture(const DicomWebRooms& rooms, const Request& request, const WebObject& object, std::uint32_t frame,
                     const PictureWishes& wishes, const WebObject* state = nullptr) {
    const std::string etag = picture_etag(object, frame, wishes, state);
    if (http::has_current(request, etag)) return single_response(request, {}, etag);
    return single_response(request, make_picture(rooms, object, frame, wishes, state), etag);
}

Response no_image(const WebObject& object) {
    return not_acceptable(object.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage
                              ? "text/html, text/plain or text/xml"
                              : "application/dicom: the object is no image, and has no picture");
}

// PS3.18 8.3.5: what the state says itself is not for the request to say.
void check_state_wishes(const PictureWishes& wishes) {
    if (!wishes.window && !wishes.region) return;
    throw Error{
        ErrorKind::invalid,
        "the presentation state says window and part of the image itself: beside it viewport takes two numbers, "
        "and window nothing"};
}

// The images of a presentation state as it says: the first of them, or all in parts.
Response presented_pictures(const DicomWebRooms& rooms, const Request& request, const WebObject& state,
                            PictureWishes wishes, bool is_thumbnail) {
    check_state_wishes(wishes);
    if (!is_presented(state.sop_class_uid)) {
        return not_acceptable("application/dicom: of presentation states those for grey and for colour are drawn");
    }
    const auto choice = picture_choice(request, false);
    if (!choice) return not_acceptable(picture_types);
    wishes.format = choice->format;
    const auto frames = std::make_shared<PresentedFrames>(rooms, state);
    const bool are_all = choice->is_multipart && !is_thumbnail;
    if (are_all) frames->want_bytes();
    auto first = frames->next();
    if (!first) {
        throw Error{ErrorKind::not_found, "none of the images that the presentation state refers to is here"};
    }
    if (!are_all) {
        return one_picture(rooms, request, first->image, first->frame, wishes, &state);
    }
    return multipart_response(
        [rooms, state, frames, wishes, next = std::move(first)]() mutable -> std::optional<WebBody> {
            if (!next) return std::nullopt;
            WebBody picture = make_picture(rooms, next->image, next->frame, wishes, &state);
            next = frames->next();
            return picture;
        },
        wishes.content_type());
}

// Says of a part where the picture of that frame stands by itself.
WebBody located_picture(WebBody picture, const std::string& service, const WebObject& object, std::uint32_t frame) {
    picture.location = fmt::format("{}/frames/{}/rendered", instance_url(service, object), frame);
    return picture;
}

Response pictures_of_frames(const DicomWebRooms& rooms, const Request& request, const WebObject& object,
                            FrameSelection frames, const PictureWishes& wishes) {
    return multipart_response(
        [rooms, object, frames = std::move(frames), wishes, service = service_url(rooms, request),
         at = std::size_t{0}]() mutable -> std::optional<WebBody> {
            if (at == frames.size()) return std::nullopt;
            const std::uint32_t frame = frames.at(at++);
            return located_picture(make_picture(rooms, object, frame, wishes), service, object, frame);
        },
        wishes.content_type());
}

Response note_page(const DicomWebRooms& rooms, const Request& request, const WebObject& object) {
    const std::string_view type = accepted_type(request, {"text/html", "text/plain", "text/xml"});
    if (type.empty()) return no_image(object);
    if (const auto charset = request.query.find("charset"); charset && !http::equals_ignoring_case(*charset, "utf-8")) {
        return not_acceptable("utf-8: pages and texts come in no other character set");
    }
    // What it links to comes and goes: no entity tag.
    Response response =
        http::bytes_response(document_as_page(rooms, object, service_url(rooms, request), type != "text/plain"),
                             fmt::format("{}; charset=utf-8", type));
    response.headers.add("Vary", "Accept");
    response.headers.add("Cache-Control", "private, no-cache");
    return response;
}

Response get_rendered_instance(const DicomWebRooms& rooms, const Request& request) {
    PictureWishes wishes = read_picture_wishes(request);
    const auto named = request.captures.find("frames");
    FrameSelection frames = named ? FrameSelection{read_frame_list(*named)} : FrameSelection{};
    const WebObject object = find_named_object(rooms, scope_of(request));
    if (object.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage && !named) {
        return note_page(rooms, request, object);
    }
    if (request.query.contains("charset")) throw Error{ErrorKind::invalid, "charset is for texts, and this is none"};
    if (dicom::is_presentation_state(object.sop_class_uid) && !named) {
        return presented_pictures(rooms, request, object, wishes, false);
    }
    if (object.rows == 0) return no_image(object);
    const auto choice = picture_choice(request, frames.size() > 1);
    if (!choice) return not_acceptable(picture_types);
    wishes.format = choice->format;
    if (!named) {
        frames = FrameSelection::all(choice->is_multipart ? object.number_of_frames : 1);
    }
    if (choice->is_multipart) {
        if (object.is_nearline) rooms.refuse_nearline(object.study_instance_uid);
        return pictures_of_frames(rooms, request, object, std::move(frames), wishes);
    }
    if (frames.size() > 1)
        return not_acceptable(R"(multipart/related; type="image/jpeg" where several frames are named)");
    return one_picture(rooms, request, object, frames.at(0), wishes);
}

// The next image that can be shown; nothing behind the last one.
std::optional<WebObject> next_image(NamedObjects& objects) {
    while (auto object = objects.next()) {
        if (object->rows > 0) return object;
    }
    return std::nullopt;
}

// The picture of its first frame. Nothing where it is broken, or hidden since: that must not hide what is whole.
std::optional<WebBody> picture_of_image(const DicomWebRooms& rooms, const std::string& service, const WebObject& image,
                                        const PictureWishes& wishes) {
    try {
        return located_picture(make_picture(rooms, image, 1, wishes), service, image, 1);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::internal) throw;
        base::log::warn("an image has no picture",
                        {{"sop_instance_uid", image.sop_instance_uid}, {"reason", error.what()}});
        return std::nullopt;
    }
}

// One picture of each image. @param image  the first of the objects that is one.
Response pictures_of_images(const DicomWebRooms& rooms, const Request& request,
                            const std::shared_ptr<NamedObjects>& objects, WebObject image,
                            const PictureWishes& wishes) {
    return multipart_response(
        [rooms, objects, wishes, service = service_url(rooms, request), image = std::optional{std::move(image)},
         is_empty = true]() mutable -> std::optional<WebBody> {
            while (image) {
                auto picture = picture_of_image(rooms, service, *image, wishes);
                image = next_image(*objects);
                if (!picture) continue;
                is_empty = false;
                return picture;
            }
            if (is_empty) throw Error{ErrorKind::corrupt, "none of the images can be drawn so: the log says why"};
            return std::nullopt;
        },
        wishes.content_type());
}

Response get_rendered_images(const DicomWebRooms& rooms, const Request& request, bool is_thumbnail) {
    PictureWishes wishes = is_thumbnail ? read_thumbnail_wishes(request) : read_picture_wishes(request);
    const database::WebScope scope = scope_of(request);
    const auto extents = measure(rooms, scope);
    const auto choice = picture_choice(request, !is_thumbnail);
    if (!choice) return not_acceptable(picture_types);
    wishes.format = choice->format;
    const auto objects = std::make_shared<NamedObjects>(rooms, scope);
    auto image = next_image(*objects);
    if (!image) return not_acceptable("application/dicom: nothing of it is an image");
    if (!choice->is_multipart || is_thumbnail) return one_picture(rooms, request, *image, 1, wishes);
    want_bytes(rooms, scope, extents);
    return pictures_of_images(rooms, request, objects, *std::move(image), wishes);
}

Response get_thumbnail(const DicomWebRooms& rooms, const Request& request) {
    PictureWishes wishes = read_thumbnail_wishes(request);
    const auto named = request.captures.find("frames");
    const std::vector<std::uint32_t> frames = named ? read_frame_list(*named) : std::vector<std::uint32_t>{1};
    if (frames.size() > 1) throw Error{ErrorKind::invalid, "a thumbnail is of one frame"};
    const WebObject object = find_named_object(rooms, scope_of(request));
    if (dicom::is_presentation_state(object.sop_class_uid) && !named) {
        return presented_pictures(rooms, request, object, wishes, true);
    }
    if (object.rows == 0) return no_image(object);
    const auto choice = picture_choice(request, false);
    if (!choice) return not_acceptable(picture_types);
    wishes.format = choice->format;
    return one_picture(rooms, request, object, frames.front(), wishes);
}

}  // namespace

void add_picture_routes(http::Router& router, const DicomWebRooms& rooms) {
    const std::vector<std::string> of_pictures{"accept", "viewport", "quality", "window", "iccprofile"};
    const auto add = [&](std::string_view pattern, auto answer, std::vector<std::string> parameters) {
        router.add({http::Method::get, fmt::format("{}{}", service_path, pattern),
                    [rooms, answer](const Request& request) { return answer(rooms, request); }, "read",
                    std::move(parameters)});
    };
    const std::string series = "/studies/{study}/series/{series}";
    const std::string instance = series + "/instances/{instance}";
    const auto rendered = [](const DicomWebRooms& of, const Request& request) {
        return get_rendered_images(of, request, false);
    };
    const auto thumbnail = [](const DicomWebRooms& of, const Request& request) {
        return get_rendered_images(of, request, true);
    };
    std::vector<std::string> of_instances = of_pictures;
    of_instances.emplace_back("charset");
    add("/studies/{study}/rendered", rendered, of_pictures);
    add(series + "/rendered", rendered, of_pictures);
    add(instance + "/rendered", get_rendered_instance, of_instances);
    add(instance + "/frames/{frames}/rendered", get_rendered_instance, of_pictures);
    add("/studies/{study}/thumbnail", thumbnail, of_pictures);
    add(series + "/thumbnail", thumbnail, of_pictures);
    add(instance + "/thumbnail", get_thumbnail, of_pictures);
    add(instance + "/frames/{frames}/thumbnail", get_thumbnail, of_pictures);
}

}  // namespace kinote::dicomweb
