#pragma once
// The samples of a decoded frame as numbers (PS3.3 C.7.6.3.1.3 to C.7.6.3.1.5).

#include <cstddef>
#include <cstdint>

#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

/// Refers to the frame. Any thread.
class SampleReader {
public:
    explicit SampleReader(const DecodedFrame& frame)
        : bytes_{frame.bytes.data()},
          bytes_per_sample_{frame.format.bits_allocated / 8},
          count_{frame.format.pixels() * frame.format.samples},
          bits_{frame.format.bits_stored},
          shift_{frame.format.high_bit + 1 - frame.format.bits_stored},
          mask_{static_cast<std::uint32_t>((std::uint64_t{1} << frame.format.bits_stored) - 1)},
          is_signed_{frame.format.is_signed} {}

    /// Samples in the frame: pixels times samples a pixel.
    [[nodiscard]] std::size_t count() const { return count_; }
    /// Bits that count.
    [[nodiscard]] unsigned bits() const { return bits_; }

    /// The bits that count as they are, below 2^bits().
    [[nodiscard]] std::uint32_t code(std::size_t index) const {
        const std::byte* const sample = bytes_ + index * bytes_per_sample_;
        std::uint32_t raw = 0;
        for (unsigned byte = bytes_per_sample_; byte-- > 0;)
            raw = raw << 8U | std::to_integer<std::uint32_t>(sample[byte]);
        return raw >> shift_ & mask_;
    }

    /// What the bits mean.
    [[nodiscard]] std::int64_t value_of(std::uint32_t code) const {
        const bool is_negative = is_signed_ && (code >> (bits_ - 1) & 1U) != 0;
        return is_negative ? std::int64_t{code} - (std::int64_t{mask_} + 1) : std::int64_t{code};
    }

    [[nodiscard]] std::int64_t value(std::size_t index) const { return value_of(code(index)); }

private:
    const std::byte* bytes_;
    unsigned bytes_per_sample_;
    std::size_t count_;
    unsigned bits_;
    unsigned shift_;
    std::uint32_t mask_;
    bool is_signed_;
};

}  // namespace kinote::rendering
