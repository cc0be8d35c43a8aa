#include "dicom/received_object.hpp"

#include <algorithm>
#include <cassert>
#include <system_error>
#include <utility>

namespace kinote::dicom {

ReceivedObject::~ReceivedObject() {
    if (!file_) return;
    std::error_code ignored;  // what stays is removed with its folder
    std::filesystem::remove(file_->path, ignored);
}

ReceivedObject::ReceivedObject(ReceivedObject&& other) noexcept
    : size_{other.size_},
      data_set_offset_{other.data_set_offset_},
      sha256_{std::move(other.sha256_)},
      checksum_{std::move(other.checksum_)},
      bytes_{std::move(other.bytes_)},
      file_{std::exchange(other.file_, std::nullopt)} {}

ReceivedObject& ReceivedObject::operator=(ReceivedObject&& other) noexcept {
    std::swap(size_, other.size_);
    std::swap(data_set_offset_, other.data_set_offset_);
    std::swap(sha256_, other.sha256_);
    std::swap(checksum_, other.checksum_);
    std::swap(bytes_, other.bytes_);
    std::swap(file_, other.file_);
    return *this;
}

std::size_t ReceivedObject::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    if (file_) {
        std::size_t filled = 0;
        while (filled < buffer.size()) {
            const std::size_t count = file_->file.read_at(offset + filled, buffer.subspan(filled));
            if (count == 0) break;
            filled += count;
        }
        return filled;
    }
    if (offset >= bytes_.size()) return 0;
    const auto from = std::span{bytes_}.subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(from.size(), buffer.size());
    std::ranges::copy(from.first(count), buffer.begin());
    return count;
}

TakenFile ReceivedObject::take_file() {
    assert(file_);
    TakenFile taken{std::move(*file_)};
    file_.reset();
    return taken;
}

}  // namespace kinote::dicom
