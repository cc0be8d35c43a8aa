#include "dicomweb/metadata_maker.hpp"

#include <span>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/object_json.hpp"
#include "dicomweb/named_objects.hpp"

namespace kinote::dicomweb {
namespace {

constexpr std::size_t most_kept_at_once = std::size_t{1024} * 1024;  // bytes of one commit
constexpr std::size_t most_objects_kept_at_once = 100;
constexpr std::size_t largest_kept = std::size_t{8} * 1024 * 1024;

}  // namespace

void ObjectsChecksum::add(std::int64_t instance, std::string_view sha256) {
    checksum_.add(std::as_bytes(std::span{&instance, 1}));
    checksum_.add(std::as_bytes(std::span{sha256}));
}

void MetadataMaker::look_up(const std::deque<database::WebObject>& next) {
    found_.clear();
    std::vector<std::int64_t> instances;
    instances.reserve(next.size());
    for (const database::WebObject& object : next) instances.push_back(object.instance);
    if (instances.empty()) return;
    for (auto& one : database::find_short_metadata(*rooms_.database.connection(), instances)) {
        const std::int64_t instance = one.instance;
        found_.emplace(instance, std::move(one));
    }
}

std::optional<std::string> MetadataMaker::json_of(const database::WebObject& object) {
    if (auto found = found_.extract(object.instance); found && found.mapped().sha256 == object.sha256) {
        return std::move(found.mapped().json);
    }
    auto kept = database::find_metadata(*rooms_.database.connection(), object.instance, object.sha256);
    if (kept) return kept;
    if (object.is_nearline) rooms_.refuse_nearline(object.study_instance_uid);
    const auto bytes = open_visible(rooms_, object);
    if (!bytes) return std::nullopt;
    std::string json = dicom::object_to_json(*bytes);
    if (json.size() <= largest_kept) keep({object.instance, object.sha256, json});
    return json;
}

void MetadataMaker::finish() {
    if (made_.empty()) return;
    const std::vector<database::InstanceMetadata> made = std::exchange(made_, {});
    bytes_ = 0;
    try {
        rooms_.database.commit_together(
            [&made](database::Transaction& transaction) { database::keep_metadata(transaction, made); });
    } catch (const base::Error& error) {  // it is made again when somebody asks again
        base::log::warn("the attributes of objects could not be kept", {{"reason", error.what()}});
    }
}

void MetadataMaker::keep(database::InstanceMetadata made) {
    bytes_ += made.json.size();
    made_.push_back(std::move(made));
    if (bytes_ >= most_kept_at_once || made_.size() >= most_objects_kept_at_once) finish();
}

}  // namespace kinote::dicomweb
