#pragma once
// A deflated data set (PS3.5 A.5) as bytes that can be read by position.

#include <cstdint>
#include <memory>
#include <vector>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

class InflateStream;

/// Inflates once when made, to learn the size, and again while it is read: quick in ascending order, from the start
/// again when an offset lies more than 64 KiB before what was read last. Memory is fixed. One thread at a time.
class InflatedSource final : public ByteSource {
public:
    static constexpr std::uint64_t default_limit = std::uint64_t{4} << 30;

    /// @param deflated  must outlive this. @param begin  where its raw deflate stream begins.
    /// @param limit  inflated bytes. @throws base::Error corrupt where it is no deflate stream or cut off, invalid
    /// where it inflates to more than the limit.
    InflatedSource(const ByteSource& deflated, std::uint64_t begin, std::uint64_t limit = default_limit);
    ~InflatedSource() override;
    InflatedSource(const InflatedSource&) = delete;
    InflatedSource& operator=(const InflatedSource&) = delete;

    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override;

private:
    const ByteSource& deflated_;
    std::uint64_t begin_;
    std::uint64_t size_ = 0;
    mutable std::unique_ptr<InflateStream> stream_;  ///< where reading has come to: invisible to the caller
};

/// The beginning of a deflated data set in memory.
struct InflatedStart {
    std::vector<std::byte> bytes;
    bool is_whole;  ///< nothing follows
};

/// Inflates at most `limit` bytes. @throws base::Error corrupt where that much is no deflate stream or cut off.
[[nodiscard]] InflatedStart inflate_start(const ByteSource& deflated, std::uint64_t begin, std::uint64_t limit);

}  // namespace kinote::dicom
