// WADO-RS: the attributes of objects without their bulk data, PS3.18 10.4.1.1.2.

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "database/instance_metadata_table.hpp"
#include "dicomweb/attribute_format.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/metadata_maker.hpp"
#include "dicomweb/metadata_objects.hpp"
#include "dicomweb/metadata_shelf.hpp"
#include "dicomweb/named_objects.hpp"
#include "dicomweb/native_xml.hpp"
#include "dicomweb/rooms.hpp"
#include "dicomweb/web_body.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;

constexpr std::size_t metadata_piece_bytes = std::size_t{64} * 1024;
constexpr std::size_t shelved_piece_bytes = std::size_t{1024} * 1024;

/// The answer on its way: an array of them. Whole, it is shelved.
class MetadataAnswer {
public:
    MetadataAnswer(const DicomWebRooms& rooms, database::WebScope scope, std::string service,
                   std::function<void(std::shared_ptr<const ShelvedMetadata>)> shelve)
        : objects_{rooms, std::move(scope), std::move(service)}, shelve_{std::move(shelve)} {}

    std::optional<http::BodyPiece> next() {
        if (is_done_) return std::nullopt;
        std::string piece = is_begun_ ? "" : "[";
        is_begun_ = true;
        while (piece.size() < metadata_piece_bytes && !is_done_) {
            const auto object = objects_.next();
            is_done_ = !object;
            piece += is_done_ ? "]" : std::exchange(has_objects_, true) ? ",\n" : "";
            if (object) piece += *object;
        }
        copy(piece);
        return piece;
    }

private:
    void copy(const std::string& piece) {
        if (!shelve_) return;
        if (copy_.size() + piece.size() > MetadataShelf::largest) {
            shelve_ = nullptr;
            copy_ = {};
            return;
        }
        copy_ += piece;
        if (is_done_) shelve_(std::make_shared<const ShelvedMetadata>(objects_.checksum(), std::move(copy_)));
    }

    MetadataObjects objects_;
    std::function<void(std::shared_ptr<const ShelvedMetadata>)> shelve_;
    std::string copy_;
    bool is_begun_ = false;
    bool has_objects_ = false;
    bool is_done_ = false;
};

std::string checksum_of_visible(const DicomWebRooms& rooms, const database::WebScope& scope) {
    ObjectsChecksum checksum;
    database::visit_web_objects(
        *rooms.database.connection(), scope,
        [&checksum](std::int64_t instance, std::string_view sha256) { checksum.add(instance, sha256); });
    return checksum.hex();
}

// Piece by piece, each after another look at whether it may still be told.
http::BodySource send_shelved(const DicomWebRooms& rooms, database::WebScope scope,
                              std::shared_ptr<const ShelvedMetadata> shelved) {
    return [rooms, scope = std::move(scope), shelved = std::move(shelved),
            at = std::size_t{0}]() mutable -> std::optional<http::BodyPiece> {
        const std::string_view rest = std::string_view{shelved->json}.substr(at);
        if (rest.empty()) return std::nullopt;
        if (at > 0 && checksum_of_visible(rooms, scope) != shelved->objects) {
            throw Error{ErrorKind::not_found, "objects were hidden while their attributes were sent"};
        }
        const std::string_view piece = rest.substr(0, shelved_piece_bytes);
        at += piece.size();
        return http::SharedBytes{shelved, piece};
    };
}

// What an archive alone has can be told of where it was asked for before.
void want_metadata(const DicomWebRooms& rooms, const database::WebScope& scope,
                   const std::vector<database::WebExtent>& extents) {
    bool has_nearline = false;
    for (const database::WebExtent& extent : extents) has_nearline = has_nearline || extent.nearline > 0;
    if (!has_nearline) return;
    NamedObjects objects{rooms, scope};
    while (const auto object = objects.next()) {
        if (!object->is_nearline) continue;
        if (database::find_metadata(*rooms.database.connection(), object->instance, object->sha256)) continue;
        rooms.refuse_nearline(object->study_instance_uid);
    }
}

http::BodySource metadata_of(const DicomWebRooms& rooms, const database::WebScope& scope, const std::string& service,
                             const std::shared_ptr<MetadataShelf>& shelf) {
    const bool is_of_many = scope.sop_instance_uid.empty();
    const std::string asked = fmt::format("{} {} {}", service, scope.study_instance_uid, scope.series_instance_uid);
    if (is_of_many) {
        auto shelved = shelf->find(asked);
        if (shelved && checksum_of_visible(rooms, scope) == shelved->objects) {
            return send_shelved(rooms, scope, std::move(shelved));
        }
    }
    want_metadata(rooms, scope, measure(rooms, scope));
    std::function<void(std::shared_ptr<const ShelvedMetadata>)> shelve;
    if (is_of_many) shelve = [shelf, asked](auto answer) { shelf->keep(asked, std::move(answer)); };
    const auto answer = std::make_shared<MetadataAnswer>(rooms, scope, service, std::move(shelve));
    return [answer] { return answer->next(); };
}

// A document for each object, made when its turn has come.
Response metadata_as_xml(const DicomWebRooms& rooms, const database::WebScope& scope, const std::string& service) {
    want_metadata(rooms, scope, measure(rooms, scope));
    const auto objects = std::make_shared<MetadataObjects>(rooms, scope, service);
    return multipart_response(
        [objects]() -> std::optional<WebBody> {
            const auto json = objects->next();
            if (!json) return std::nullopt;
            WebBody part;
            part.content_type = native_xml_type;
            part.head = json_to_native_xml(*json);
            return part;
        },
        native_xml_type);
}

Response metadata_as_json(http::BodySource source, std::string_view type) {
    Response response = http::stream_response(std::move(source), type);
    response.headers.add("Vary", "Accept");
    response.headers.add("Cache-Control", "private, no-cache");
    return response;
}

Response get_metadata(const DicomWebRooms& rooms, const Request& request, const std::shared_ptr<MetadataShelf>& shelf) {
    const database::WebScope scope = scope_of(request);
    const std::string_view type = accepted_attribute_format(request);
    if (type.empty()) return not_acceptable(offered_attribute_formats);
    const std::string service = service_url(rooms, request);
    Response response = type == native_xml_type ? metadata_as_xml(rooms, scope, service)
                                                : metadata_as_json(metadata_of(rooms, scope, service, shelf), type);
    rooms.image_cache.note_access(scope.study_instance_uid, rooms.clock.now_ms());
    return response;
}

}  // namespace

void add_metadata_routes(http::Router& router, const DicomWebRooms& rooms) {
    const auto shelf = std::make_shared<MetadataShelf>();
    for (const std::string_view pattern : {"/studies/{study}", "/studies/{study}/series/{series}",
                                           "/studies/{study}/series/{series}/instances/{instance}"}) {
        router.add({http::Method::get,
                    fmt::format("{}{}/metadata", service_path, pattern),
                    [rooms, shelf](const Request& request) { return get_metadata(rooms, request, shelf); },
                    "read",
                    {"accept"}});
    }
}

}  // namespace kinote::dicomweb
