// WADO-RS: whole objects, PS3.18 10.4.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/named_objects.hpp"
#include "dicomweb/rooms.hpp"
#include "dicomweb/web_body.hpp"
#include "rendering/recoded_object.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;

constexpr std::string_view dicom_type = "application/dicom";

// The transfer syntax in which an object goes out for that range; empty: in none.
std::string syntax_for(const MediaRange& range, std::string_view stored) {
    const std::string& wanted = range.transfer_syntax;
    if (wanted.empty() || wanted == "*" || wanted == stored) return std::string{stored};
    const bool is_made = wanted == dicom::uid::ExplicitVRLittleEndian || wanted == dicom::uid::ImplicitVRLittleEndian;
    return is_made && rendering::can_be_recoded(stored) ? wanted : std::string{};
}

/// How the objects of a request go out: in the transfer syntaxes of all ranges that name the same kind of answer.
struct Representation {
    std::vector<MediaRange> ranges;
    bool is_single = false;

    [[nodiscard]] std::string syntax_of(std::string_view stored) const {
        for (const MediaRange& range : ranges) {
            if (std::string syntax = syntax_for(range, stored); !syntax.empty()) return syntax;
        }
        return {};
    }
};

// One body only where one object is named and the client wants it so.
std::optional<Representation> representation_of(const Request& request, bool is_one_object) {
    Representation chosen;
    for (MediaRange& range : accepted_ranges(request)) {
        if (!range.takes(dicom_type)) continue;
        const bool is_single = !range.is_multipart && !range.takes_anything();
        if (is_single && !is_one_object) continue;
        if (chosen.ranges.empty()) chosen.is_single = is_single;
        if (is_single == chosen.is_single) chosen.ranges.push_back(std::move(range));
    }
    return chosen.ranges.empty() ? std::nullopt : std::optional{std::move(chosen)};
}

std::string text_of(const std::vector<std::byte>& bytes) {
    std::string text(bytes.size(), '\0');
    std::ranges::transform(bytes, text.begin(), [](std::byte byte) { return std::to_integer<char>(byte); });
    return text;
}

// A Part 10 object: byte for byte as it is stored, or behind file meta information of ours.
WebBody part10_body(std::unique_ptr<dicom::ByteSource> stored, const database::WebObject& object,
                    const std::string& syntax) {
    const dicom::FileMeta meta = dicom::read_file_meta(*stored);
    WebBody body;
    body.content_type = fmt::format("{}; transfer-syntax={}", dicom_type, syntax);
    const bool is_as_stored = syntax == object.transfer_syntax_uid;
    if (is_as_stored && meta.has_preamble && meta.is_present) {
        body.length = stored->size();
        body.owner = std::move(stored);
        return body;
    }
    body.head = text_of(dicom::make_file_meta({.sop_class_uid = object.sop_class_uid,
                                               .sop_instance_uid = object.sop_instance_uid,
                                               .transfer_syntax_uid = syntax,
                                               .source_ae_title = meta.source_ae_title}));
    if (is_as_stored) {
        body.offset = meta.data_set_offset;
        body.length = stored->size() - meta.data_set_offset;
        body.owner = std::move(stored);
    } else {
        body.owner = std::make_unique<rendering::RecodedObject>(std::move(stored), syntax);
        body.length = body.owner->size();
    }
    return body;
}

Response cannot_be_given(const database::WebExtent& extent) {
    const std::string_view name = dicom::transfer_syntax_name(extent.transfer_syntax_uid);
    return not_acceptable(
        fmt::format("transfer-syntax=*, or one of those in which the objects are stored ({} of them in {}){}",
                    extent.objects, name.empty() ? std::string_view{extent.transfer_syntax_uid} : name,
                    rendering::can_be_recoded(extent.transfer_syntax_uid)
                        ? ", or 1.2.840.10008.1.2.1"
                        : ": what may have been compressed with loss, or is not decoded here, goes no other way"));
}

Response retrieve_single(const DicomWebRooms& rooms, const Request& request, const database::WebScope& scope,
                         const Representation& representation) {
    const database::WebObject object = find_named_object(rooms, scope);
    const std::string syntax = representation.syntax_of(object.transfer_syntax_uid);
    // An object never changes under its UID: what it and the syntax say is all that the bytes depend on.
    const std::string etag = fmt::format(R"("{}-{}")", object.sha256.substr(0, 32), syntax);
    return single_response(request, part10_body(open_named(rooms, object), object, syntax), etag);
}

Response retrieve(const DicomWebRooms& rooms, const Request& request) {
    const database::WebScope scope = scope_of(request);
    const auto representation = representation_of(request, !scope.sop_instance_uid.empty());
    const auto extents = measure(rooms, scope);
    if (!representation) return not_acceptable(R"(multipart/related; type="application/dicom")");
    const auto impossible = std::ranges::find_if(extents, [&](const database::WebExtent& extent) {
        return representation->syntax_of(extent.transfer_syntax_uid).empty();
    });
    if (impossible != extents.end()) return cannot_be_given(*impossible);
    want_bytes(rooms, scope, extents);
    if (representation->is_single) return retrieve_single(rooms, request, scope, *representation);
    const auto objects = std::make_shared<NamedObjects>(rooms, scope);
    return multipart_response(
        [rooms, objects, representation = *representation,
         service = service_url(rooms, request)]() -> std::optional<WebBody> {
            while (const auto object = objects->next()) {
                auto bytes = open_visible(rooms, *object);
                if (!bytes) continue;  // hidden since
                WebBody body =
                    part10_body(std::move(bytes), *object, representation.syntax_of(object->transfer_syntax_uid));
                body.location = instance_url(service, *object);
                return body;
            }
            return std::nullopt;
        },
        dicom_type);
}

}  // namespace

void add_retrieve_routes(http::Router& router, const DicomWebRooms& rooms) {
    for (const std::string_view pattern : {"/studies/{study}", "/studies/{study}/series/{series}",
                                           "/studies/{study}/series/{series}/instances/{instance}"}) {
        router.add({http::Method::get,
                    fmt::format("{}{}", service_path, pattern),
                    [rooms](const Request& request) { return retrieve(rooms, request); },
                    "read",
                    {"accept"}});
    }
}

}  // namespace kinote::dicomweb
