#pragma once
// The first bytes of a source in memory, so that looking at them again and again costs one read.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

/// Reads the start of another source once, when made; what lies behind is read from there. One thread.
class BufferedStart final : public ByteSource {
public:
    /// @param source  must outlive this.
    explicit BufferedStart(const ByteSource& source);

    [[nodiscard]] std::uint64_t size() const override { return source_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override;
    [[nodiscard]] std::span<const std::byte> in_memory() const override;

private:
    const ByteSource& source_;
    std::array<std::byte, 8192> start_;  ///< the header of most objects; small enough for the stack
    std::size_t filled_ = 0;             ///< 0 where the source is in memory itself
};

}  // namespace kinote::dicom
