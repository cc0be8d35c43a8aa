#pragma once
// Bytes in memory and a stretch of another source behind them, as one.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

/// As preamble and group 0002 before a data set that lies in another file. As many threads as the rest allows.
class JoinedSource final : public ByteSource {
public:
    /// @param rest  what of it lies behind `from` follows.
    JoinedSource(std::vector<std::byte> start, std::unique_ptr<const ByteSource> rest, std::uint64_t from);

    [[nodiscard]] std::uint64_t size() const override { return start_.size() + rest_->size() - from_; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override;

private:
    std::vector<std::byte> start_;
    std::unique_ptr<const ByteSource> rest_;
    std::uint64_t from_;
};

}  // namespace kinote::dicom
