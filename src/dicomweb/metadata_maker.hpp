#pragma once
// The attributes of objects as DICOM JSON: what was made before, and what is made now and kept.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/checksum.hpp"
#include "database/instance_metadata_table.hpp"
#include "database/web_retrieval.hpp"
#include "dicomweb/rooms.hpp"

namespace kinote::dicomweb {

/// Of a list of objects in their order: another where one comes, goes or changes.
class ObjectsChecksum {
public:
    void add(std::int64_t instance, std::string_view sha256);
    [[nodiscard]] std::string hex() const { return checksum_.hex(); }

private:
    base::Checksum checksum_;
};

/// One thread. The JSON has dicom::ObjectJsonOptions::address_mark where the address of the object belongs.
class MetadataMaker {
public:
    explicit MetadataMaker(DicomWebRooms rooms) : rooms_{std::move(rooms)} {}

    /// Fetches at once what is kept of the objects that are asked for next.
    void look_up(const std::deque<database::WebObject>& next);
    /// Nothing of an object that is hidden meanwhile. @throws Error corrupt where it cannot be read.
    [[nodiscard]] std::optional<std::string> json_of(const database::WebObject& object);
    /// To be called behind the last one.
    void finish();

private:
    void keep(database::InstanceMetadata made);

    DicomWebRooms rooms_;
    std::map<std::int64_t, database::InstanceMetadata> found_;
    std::vector<database::InstanceMetadata> made_;
    std::size_t bytes_ = 0;
};

}  // namespace kinote::dicomweb
