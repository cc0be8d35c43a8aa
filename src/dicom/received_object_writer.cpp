#include "dicom/received_object_writer.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"

namespace kinote::dicom {
namespace {

std::filesystem::path new_staged_path(const std::filesystem::path& folder) {
    constexpr std::size_t random_bytes = 16;
    return folder / (base::random_hex(random_bytes) + std::string{ReceivedObject::staged_file_suffix});
}

}  // namespace

ReceivedObjectWriter::ReceivedObjectWriter(const FileMetaValues& values, const ObjectLimits& limits) : limits_{limits} {
    object_.bytes_ = make_file_meta(values);
    object_.size_ = object_.bytes_.size();
    object_.data_set_offset_ = object_.size_;
    digest_.add(object_.bytes_);
    checksum_.add(object_.bytes_);
}

void ReceivedObjectWriter::add(std::span<const std::byte> bytes) {
    object_.size_ += bytes.size();
    if (object_.size_ > limits_.maximum_object_size) {
        throw base::Error{base::ErrorKind::unavailable,
                          fmt::format("the object has more than the {} bytes that are allowed: raise the largest size "
                                      "of an object, or let it not be sent",
                                      limits_.maximum_object_size)};
    }
    digest_.add(bytes);
    checksum_.add(bytes);
    if (!object_.file_ && object_.size_ > limits_.memory_limit) move_into_file();
    if (object_.file_) {
        object_.file_->file.write(bytes);
    } else {
        object_.bytes_.insert(object_.bytes_.end(), bytes.begin(), bytes.end());
    }
}

void ReceivedObjectWriter::move_into_file() {
    std::filesystem::path path = new_staged_path(limits_.staging_folder);
    base::File file = base::File::create(path);
    object_.file_.emplace(std::move(path), std::move(file));
    object_.file_->file.write(object_.bytes_);
    object_.bytes_ = {};
}

ReceivedObject ReceivedObjectWriter::finish() {
    object_.sha256_ = digest_.hex();
    object_.checksum_ = checksum_.hex();
    return std::move(object_);
}

}  // namespace kinote::dicom
