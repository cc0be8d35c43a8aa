#pragma once
// The decoders of one frame's stream each. All check what the stream says of itself against the format before anything
// is allocated for it. @throws base::Error corrupt where the stream cannot be decoded.

#include <cstddef>
#include <span>
#include <string_view>

#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

/// RLE, PS3.5 Annex G.
[[nodiscard]] DecodedFrame decode_rle(std::span<const std::byte> stream, const PixelFormat& format);

/// JPEG with eight bits and Huffman coding (baseline, extended, progressive), by libjpeg-turbo. Colour comes as RGB.
[[nodiscard]] DecodedFrame decode_jpeg(std::span<const std::byte> stream, const PixelFormat& format);

/// JPEG of all sorts by what the stream is: writers name the wrong one of its transfer syntaxes. By decode_jpeg() or
/// decode_by_dcmtk(). @throws base::Error invalid for a process that is not decoded.
[[nodiscard]] DecodedFrame decode_jpeg_of_any_process(std::span<const std::byte> stream, const PixelFormat& format);

/// JPEG 2000 and HTJ2K, by OpenJPEG.
[[nodiscard]] DecodedFrame decode_jpeg2000(std::span<const std::byte> stream, const PixelFormat& format);

/// JPEG lossless and with twelve bits, JPEG-LS, by DCMTK. @param transfer_syntax_uid one of those.
[[nodiscard]] DecodedFrame decode_by_dcmtk(std::span<const std::byte> stream, const PixelFormat& format,
                                           std::string_view transfer_syntax_uid);

/// Registers the decoders that decode_by_dcmtk uses.
void register_dcmtk_decoders();

}  // namespace kinote::rendering
