#pragma once
// What a JPEG or JPEG-LS stream says of itself, ITU-T T.81 Annex B, T.87 Annex C.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

struct JpegHeader {
    std::uint8_t frame_marker = 0;  ///< second byte of SOFn: C0 baseline, C3 lossless, F7 JPEG-LS, ...
    unsigned precision = 0;
    unsigned height = 0;
    unsigned width = 0;
    unsigned components = 0;
    bool has_jfif = false;
    std::optional<std::uint8_t> adobe_transform;  ///< of an Adobe segment: 0 as it is, 1 YCbCr
};

/// Reads the segments up to the first frame header. @throws base::Error corrupt where there is none, or its size,
/// number of components or precision do not fit the image: a decoder would allocate for what the stream says.
[[nodiscard]] JpegHeader read_jpeg_header(std::span<const std::byte> stream, const PixelFormat& format);

}  // namespace kinote::rendering
