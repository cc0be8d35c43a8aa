#include "dicomweb/metadata_objects.hpp"

#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/dicom_json.hpp"
#include "dicom/object_json.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;
using database::WebObject;

constexpr std::size_t batch_size = 64;

std::string address_as_json(const std::string& address) {
    std::string json;
    dicom::append_json_string(json, address);
    return json.substr(1, json.size() - 2);
}

std::string with_address(std::string_view kept, const std::string& address) {
    const char mark = dicom::ObjectJsonOptions{}.address_mark;
    std::string json;
    for (;;) {
        const std::size_t end = kept.find(mark);
        json += kept.substr(0, end);
        if (end == std::string_view::npos) return json;
        json += address;
        kept.remove_prefix(end + 1);
    }
}

}  // namespace

MetadataObjects::MetadataObjects(const DicomWebRooms& rooms, database::WebScope scope, std::string service)
    : is_of_one_{!scope.sop_instance_uid.empty()},
      objects_{rooms, std::move(scope)},
      maker_{rooms},
      service_{std::move(service)} {}

std::optional<std::string> MetadataObjects::next() {
    for (;;) {
        if (batch_.empty()) take_batch();
        if (batch_.empty()) {
            maker_.finish();
            return std::nullopt;
        }
        const WebObject object = std::move(batch_.front());
        batch_.pop_front();
        const auto json = read(object);
        if (!json) continue;
        checksum_.add(object.instance, object.sha256);
        return with_address(*json, address_as_json(instance_url(service_, object)));
    }
}

void MetadataObjects::take_batch() {
    while (batch_.size() < batch_size) {
        auto object = objects_.next();
        if (!object) break;
        batch_.push_back(*std::move(object));
    }
    maker_.look_up(batch_);
}

std::optional<std::string> MetadataObjects::read(const WebObject& object) {
    try {
        return maker_.json_of(object);
    } catch (const Error& error) {
        if (is_of_one_ || (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::invalid)) throw;
        base::log::warn("the attributes of an object cannot be read",
                        {{"sop_instance_uid", object.sop_instance_uid}, {"reason", error.what()}});
        return std::nullopt;
    }
}

}  // namespace kinote::dicomweb
