#include "dicom/buffered_start.hpp"

#include <cstring>

namespace kinote::dicom {

BufferedStart::BufferedStart(const ByteSource& source) : source_{source} {
    if (source_.in_memory().empty()) filled_ = source_.read_at(0, start_);
}

std::size_t BufferedStart::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    if (offset >= filled_ || buffer.size() > filled_ - offset) return source_.read_at(offset, buffer);
    std::memcpy(buffer.data(), start_.data() + offset, buffer.size());
    return buffer.size();
}

std::span<const std::byte> BufferedStart::in_memory() const {
    const bool is_all = filled_ > 0 && filled_ == source_.size();
    return is_all ? std::span<const std::byte>{start_}.first(filled_) : source_.in_memory();
}

}  // namespace kinote::dicom
