// WADO-RS: the attributes of objects without their bulk data, PS3.18 10.4.1.1.2.

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/instance_metadata_table.hpp"
#include "dicom/dicom_json.hpp"
#include "dicom/object_json.hpp"
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

constexpr std::size_t metadata_piece_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_kept_at_once = std::size_t{1024} * 1024;  // bytes of one commit
constexpr std::size_t most_objects_kept_at_once = 100;
constexpr std::size_t largest_kept = std::size_t{8} * 1024 * 1024;

std::string address_as_json(const std::string& address) {
    std::string json;
    dicom::append_json_string(json, address);
    return json.substr(1, json.size() - 2);
}

void append_with_address(std::string& json, std::string_view kept, const std::string& address) {
    const char mark = dicom::ObjectJsonOptions{}.address_mark;
    for (;;) {
        const std::size_t end = kept.find(mark);
        json += kept.substr(0, end);
        if (end == std::string_view::npos) return;
        json += address;
        kept.remove_prefix(end + 1);
    }
}

/// The JSON of objects one after the other: what was made before, and what is made now and kept.
class MetadataMaker {
public:
    explicit MetadataMaker(DicomWebRooms rooms) : rooms_{std::move(rooms)} {}

    /// Nothing of an object that is hidden meanwhile. @throws Error corrupt where it cannot be read.
    std::optional<std::string> json_of(const WebObject& object) {
        auto kept = database::find_metadata(*rooms_.database.connection(), object.instance, object.sha256);
        if (kept) return kept;
        if (object.is_nearline) rooms_.refuse_nearline(object.study_instance_uid);
        const auto bytes = open_visible(rooms_, object);
        if (!bytes) return std::nullopt;
        std::string json = dicom::object_to_json(*bytes);
        if (json.size() <= largest_kept) keep({object.instance, object.sha256, json});
        return json;
    }

    /// To be called behind the last one.
    void finish() {
        if (made_.empty()) return;
        const std::vector<database::InstanceMetadata> made = std::exchange(made_, {});
        bytes_ = 0;
        try {
            rooms_.database.commit_together(
                [&made](database::Transaction& transaction) { database::keep_metadata(transaction, made); });
        } catch (const Error& error) {  // it is made again when somebody asks again
            base::log::warn("the attributes of objects could not be kept", {{"reason", error.what()}});
        }
    }

private:
    void keep(database::InstanceMetadata made) {
        bytes_ += made.json.size();
        made_.push_back(std::move(made));
        if (bytes_ >= most_kept_at_once || made_.size() >= most_objects_kept_at_once) finish();
    }

    DicomWebRooms rooms_;
    std::vector<database::InstanceMetadata> made_;
    std::size_t bytes_ = 0;
};

/// The answer on its way: an array of them.
class MetadataAnswer {
public:
    MetadataAnswer(const DicomWebRooms& rooms, database::WebScope scope, std::string service)
        : is_of_one_{!scope.sop_instance_uid.empty()},
          objects_{rooms, std::move(scope)},
          maker_{rooms},
          service_{std::move(service)} {}

    std::optional<http::BodyPiece> next() {
        if (is_done_) return std::nullopt;
        std::string piece = is_begun_ ? "" : "[";
        is_begun_ = true;
        while (piece.size() < metadata_piece_bytes) {
            const auto object = objects_.next();
            if (!object) {
                maker_.finish();
                is_done_ = true;
                piece += ']';
                break;
            }
            append(piece, *object);
        }
        return piece;
    }

private:
    void append(std::string& piece, const WebObject& object) {
        std::optional<std::string> json;
        try {
            json = maker_.json_of(object);
        } catch (const Error& error) {
            // What is broken must not hide what is whole.
            if (is_of_one_ || (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::invalid)) throw;
            base::log::warn("the attributes of an object cannot be read",
                            {{"sop_instance_uid", object.sop_instance_uid}, {"reason", error.what()}});
        }
        if (!json) return;
        if (has_objects_) piece += ",\n";
        has_objects_ = true;
        append_with_address(piece, *json, address_as_json(instance_url(service_, object)));
    }

    bool is_of_one_;
    NamedObjects objects_;
    MetadataMaker maker_;
    std::string service_;
    bool is_begun_ = false;
    bool has_objects_ = false;
    bool is_done_ = false;
};

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

Response get_metadata(const DicomWebRooms& rooms, const Request& request) {
    const database::WebScope scope = scope_of(request);
    const auto extents = measure(rooms, scope);
    const std::string_view type = accepted_type(request, {"application/dicom+json", "application/json"});
    if (type.empty()) return not_acceptable("application/dicom+json; multipart XML is not made here");
    want_metadata(rooms, scope, extents);
    rooms.image_cache.note_access(scope.study_instance_uid, rooms.clock.now_ms());
    const auto answer = std::make_shared<MetadataAnswer>(rooms, scope, service_url(rooms, request));
    Response response = http::stream_response([answer] { return answer->next(); }, type);
    response.headers.add("Vary", "Accept");
    response.headers.add("Cache-Control", "private, no-cache");
    return response;
}

}  // namespace

void add_metadata_routes(http::Router& router, const DicomWebRooms& rooms) {
    for (const std::string_view pattern : {"/studies/{study}", "/studies/{study}/series/{series}",
                                           "/studies/{study}/series/{series}/instances/{instance}"}) {
        router.add({http::Method::get,
                    fmt::format("{}{}/metadata", service_path, pattern),
                    [rooms](const Request& request) { return get_metadata(rooms, request); },
                    "read",
                    {"accept"}});
    }
}

}  // namespace kinote::dicomweb
