#pragma once
// How the samples of an image lie in memory, PS3.3 C.7.6.3 (Image Pixel Module).

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "dicom/dataset.hpp"

namespace kinote::rendering {

/// Photometric Interpretation, PS3.3 C.7.6.3.1.2; those that are rendered.
enum class Photometric {
    monochrome1,
    monochrome2,
    palette_color,
    rgb,
    ybr_full,
    ybr_full_422,
    ybr_rct,  ///< RGB inside a JPEG 2000 stream
    ybr_ict,  ///< the same, lossy
};

struct PixelFormat {
    Photometric photometric = Photometric::monochrome2;
    unsigned rows = 0;
    unsigned columns = 0;
    unsigned samples = 1;         ///< 1 or 3
    unsigned bits_allocated = 8;  ///< 1, 8, 16 or 32
    unsigned bits_stored = 8;
    unsigned high_bit = 7;
    bool is_signed = false;
    bool is_planar = false;  ///< all of one colour, then all of the next; else pixel by pixel

    [[nodiscard]] std::uint64_t pixels() const { return std::uint64_t{rows} * columns; }
    /// Bits of one native frame: YBR_FULL_422 shares two colour samples between two pixels.
    [[nodiscard]] std::uint64_t frame_bits() const;
};

/// One frame as native samples, little endian, one byte a sample at least (never packed bits).
struct DecodedFrame {
    PixelFormat format;
    std::vector<std::byte> bytes;
};

/// More pixels in one frame are refused.
inline constexpr std::uint64_t max_frame_pixels = std::uint64_t{64} * 1024 * 1024;

/// @throws base::Error corrupt where the attributes contradict themselves, invalid where they describe what is not
/// rendered or is too large.
[[nodiscard]] PixelFormat read_pixel_format(const dicom::Item& header);

/// Fits Bits Stored and High Bit to samples of fewer bits, as a stream may have. More bits than the object says stay
/// unused: they are copies of the sign, or no part of the pixel.
void limit_bits(PixelFormat& format, unsigned precision);

/// @throws base::Error corrupt where the frame has fewer bytes than its format needs.
void check_complete(const DecodedFrame& frame);

}  // namespace kinote::rendering
