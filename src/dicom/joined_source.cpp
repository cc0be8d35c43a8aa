#include "dicom/joined_source.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace kinote::dicom {

JoinedSource::JoinedSource(std::vector<std::byte> start, std::unique_ptr<const ByteSource> rest, std::uint64_t from)
    : start_{std::move(start)}, rest_{std::move(rest)}, from_{std::min(from, rest_->size())} {}

std::size_t JoinedSource::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    std::size_t filled = 0;
    if (offset < start_.size()) {
        filled = std::min<std::size_t>(buffer.size(), start_.size() - offset);
        std::copy_n(start_.begin() + static_cast<std::ptrdiff_t>(offset), filled, buffer.begin());
        offset += filled;
    }
    if (filled == buffer.size()) return filled;
    return filled + rest_->read_at(from_ + offset - start_.size(), buffer.subspan(filled));
}

}  // namespace kinote::dicom
