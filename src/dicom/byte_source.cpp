#include "dicom/byte_source.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kinote::dicom {

std::size_t MemorySource::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    if (offset >= bytes_.size() || buffer.empty()) return 0;
    const std::size_t count = std::min<std::size_t>(buffer.size(), bytes_.size() - static_cast<std::size_t>(offset));
    std::memcpy(buffer.data(), bytes_.data() + offset, count);
    return count;
}

FileSource::FileSource(base::File file) : file_{std::move(file)}, size_{file_.size()} {}

FileSource::FileSource(const std::filesystem::path& path) : FileSource{base::File::open_for_reading(path)} {}

std::size_t FileSource::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    std::size_t filled = 0;
    while (filled < buffer.size()) {
        const std::size_t count = file_.read_at(offset + filled, buffer.subspan(filled));
        if (count == 0) break;
        filled += count;
    }
    return filled;
}

}  // namespace kinote::dicom
