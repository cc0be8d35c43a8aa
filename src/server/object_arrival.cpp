#include "server/object_arrival.hpp"

#include <system_error>

namespace kinote::server {

ObjectArrival::ObjectArrival(dicom::ReceivedObject& object)
    : staged_{object.is_in_file() ? std::optional<StagedFile>{std::in_place, object.take_file()} : std::nullopt},
      arrival_{source(object)} {
    if (staged_) arrival_.file = staged_->path;
    arrival_.sha256 = object.sha256();
    arrival_.checksum = object.checksum();
}

ObjectArrival::~ObjectArrival() {
    if (!staged_) return;
    std::error_code ignored;  // what stays is removed with its folder
    std::filesystem::remove(staged_->path, ignored);
}

const dicom::ByteSource& ObjectArrival::source(const dicom::ReceivedObject& object) const {
    if (staged_) return staged_->source;
    return object;
}

}  // namespace kinote::server
