#pragma once
// Compressed frames as plain samples: those that were compressed without loss bit by bit as they went in, others as
// their decoder gives them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

/// Which streams are decompressed.
enum class Loss : std::uint8_t {
    none,     ///< those without loss: every bit is what went in
    earlier,  ///< those with loss, too: what was lost stays lost, colours come as RGB
};

/// Encapsulated, and decoded here.
[[nodiscard]] bool is_decompressed(std::string_view transfer_syntax_uid, Loss loss);

/// How the samples lie once they are decoded: pixel by pixel, RGB where the stream holds YBR_RCT or YBR_ICT (PS3.5
/// A.4.4) or colour JPEG with loss, in as many bits as the object allocates.
/// @param transfer_syntax_uid  one of is_decompressed().
/// @throws base::Error invalid for what has no exact decoding and should have.
[[nodiscard]] PixelFormat decompressed_format(const PixelFormat& stored, std::string_view transfer_syntax_uid);

/// What the stream of a frame says of itself. @throws base::Error corrupt where it cannot be read.
[[nodiscard]] bool was_made_with_loss(std::span<const std::byte> stream, const PixelFormat& stored,
                                      std::string_view transfer_syntax_uid);

/// Decodes the stream of one frame. register_codecs() must have been called. Any thread.
/// @param stored  as the object describes it. @return frame_bits() of the decompressed format, as bytes in little
/// endian.
/// @throws base::Error corrupt where it cannot be decoded, invalid where the stream was made with a loss that is not
/// allowed, or its colours are others than the object says.
[[nodiscard]] std::vector<std::byte> decompress_frame(std::span<const std::byte> stream, const PixelFormat& stored,
                                                      std::string_view transfer_syntax_uid, Loss loss);

}  // namespace kinote::rendering
