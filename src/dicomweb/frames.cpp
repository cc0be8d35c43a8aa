// WADO-RS: frames and bulk data, PS3.18 10.4.1.1.5 and 10.4.1.1.6.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "dicom/object_json.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicomweb/frame_bytes.hpp"
#include "dicomweb/frame_selection.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/named_objects.hpp"
#include "dicomweb/rooms.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;
using database::WebObject;
using http::Request;
using http::Response;

Response no_frame_format(const WebObject& object) {
    const std::string_view name = dicom::transfer_syntax_name(object.transfer_syntax_uid);
    return not_acceptable(fmt::format(
        R"(multipart/related; type="application/octet-stream"; transfer-syntax=* for the frames as they are )"
        "stored, in {}; what was compressed with loss is not decompressed here, /rendered does that",
        name.empty() ? std::string_view{object.transfer_syntax_uid} : name));
}

// The frames in that order, each read when it is sent.
Response send_frames(const DicomWebRooms& rooms, const Request& request, const WebObject& object,
                     std::shared_ptr<const OpenImage> image, FrameSelection frames, const FrameFormat& format) {
    if (!format.is_multipart) {
        if (frames.size() != 1) {
            return not_acceptable("multipart/related where more than one frame is named");
        }
        const std::string etag =
            fmt::format(R"("{}-{}-{}")", object.sha256.substr(0, 32), frames.at(0), format.transfer_syntax);
        return single_response(request, image->frame(frames.at(0), format), etag);
    }
    return multipart_response(
        [image = std::move(image), frames = std::move(frames), format,
         place = instance_url(service_url(rooms, request), object),
         at = std::size_t{0}]() mutable -> std::optional<WebBody> {
            if (at == frames.size()) return std::nullopt;
            const std::uint32_t frame = frames.at(at++);
            WebBody body = image->frame(frame, format);
            body.location = fmt::format("{}/frames/{}", place, frame);
            return body;
        },
        format.media_type);
}

Response get_frames(const DicomWebRooms& rooms, const Request& request) {
    const std::vector<std::uint32_t> frames = read_frame_list(http::capture(request, "frames"));
    const std::vector<MediaRange> ranges = accepted_ranges(request);
    const WebObject object = find_named_object(rooms, scope_of(request));
    if (object.rows == 0) throw Error{ErrorKind::not_found, "the object is no image, and has no frames"};
    const auto format = choose_frame_format(ranges, object.transfer_syntax_uid);
    if (!format) return no_frame_format(object);
    auto image = std::make_shared<const OpenImage>(open_named(rooms, object));
    const std::uint32_t last = *std::ranges::max_element(frames);
    if (last > image->number_of_frames()) {
        throw Error{ErrorKind::not_found,
                    fmt::format("there is no frame {}: the object has {}", last, image->number_of_frames())};
    }
    return send_frames(rooms, request, object, std::move(image), FrameSelection{frames}, *format);
}

/// A value of an object, in little endian.
class LittleEndianValue final : public dicom::ByteSource {
public:
    explicit LittleEndianValue(dicom::FoundValue value)
        : value_{std::move(value)}, number_{value_.is_big_endian ? dicom::number_size(value_.vr) : 1} {}
    [[nodiscard]] std::uint64_t size() const override { return value_.length; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        if (offset >= value_.length) return 0;
        buffer = buffer.first(static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), value_.length - offset)));
        if (number_ == 1) return value_.source->read_at(value_.offset + offset, buffer);
        for (std::size_t at = 0; at < buffer.size(); ++at) {  // where the byte stands in its number, from the other end
            const std::uint64_t place = offset + at;
            const std::uint64_t number = place / number_ * number_;
            const std::uint64_t swapped =
                number + number_ <= value_.length ? number + (number_ - 1 - place % number_) : place;
            if (value_.source->read_at(value_.offset + swapped, buffer.subspan(at, 1)) != 1) return at;
        }
        return buffer.size();
    }

private:
    dicom::FoundValue value_;
    std::uint64_t number_;
};

Response get_bulk_data(const DicomWebRooms& rooms, const Request& request) {
    constexpr std::string_view type = "application/octet-stream";
    const auto place = dicom::parse_attribute_place(http::capture(request, "attribute"));
    if (!place) {
        throw Error{ErrorKind::invalid,
                    "the attribute is named as in BulkDataURI, such as 7FE00010 or "
                    "54000100.1.54001010"};
    }
    const std::vector<MediaRange> ranges = accepted_ranges(request);
    const WebObject object = find_named_object(rooms, scope_of(request));
    auto value = dicom::find_value(open_named(rooms, object), *place);
    if (!value) throw Error{ErrorKind::not_found, "the object has no such attribute, or it is a sequence"};
    if (value->is_encapsulated && place->steps.empty()) {  // 8.7.3.3.3: its frames
        const auto format = choose_frame_format(ranges, object.transfer_syntax_uid);
        if (!format) return no_frame_format(object);
        auto image = std::make_shared<const OpenImage>(open_named(rooms, object));
        return send_frames(rooms, request, object, image, FrameSelection::all(image->number_of_frames()), *format);
    }
    if (value->is_encapsulated)
        return not_acceptable("the whole object: what is compressed in a sequence goes with it");
    const auto range = std::ranges::find_if(ranges, [&](const MediaRange& one) { return one.takes(type); });
    if (range == ranges.end()) return not_acceptable(R"(application/octet-stream, or multipart/related of that)");
    WebBody body;
    body.content_type = type;
    body.length = value->length;
    body.owner = std::make_unique<LittleEndianValue>(*std::move(value));
    if (range->is_multipart) {
        body.location =
            fmt::format("{}/bulkdata/{}", instance_url(service_url(rooms, request), object), to_string(*place));
        const auto part = std::make_shared<std::optional<WebBody>>(std::move(body));
        return multipart_response([part] { return std::exchange(*part, std::nullopt); }, type);
    }
    return single_response(request, std::move(body),
                           fmt::format(R"("{}-{}")", object.sha256.substr(0, 32), to_string(*place)));
}

}  // namespace

void add_frame_routes(http::Router& router, const DicomWebRooms& rooms) {
    const std::string instance =
        fmt::format("{}/studies/{{study}}/series/{{series}}/instances/{{instance}}", service_path);
    router.add({http::Method::get,
                instance + "/frames/{frames}",
                [rooms](const Request& request) { return get_frames(rooms, request); },
                "read",
                {"accept"}});
    router.add({http::Method::get,
                instance + "/bulkdata/{attribute}",
                [rooms](const Request& request) { return get_bulk_data(rooms, request); },
                "read",
                {"accept"}});
}

}  // namespace kinote::dicomweb
