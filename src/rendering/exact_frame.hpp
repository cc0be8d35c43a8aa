#pragma once
// Frames that were compressed without loss, as the samples that went into them, bit by bit.

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

/// Encapsulated, without loss, and decoded here.
[[nodiscard]] bool is_decoded_exactly(std::string_view transfer_syntax_uid);

/// How the samples lie once they are decoded: pixel by pixel, RGB where the stream holds YBR_RCT (PS3.5 A.4.4), in as
/// many bits as the object allocates. @param transfer_syntax_uid  one of is_decoded_exactly().
/// @throws base::Error invalid for what has no exact decoding.
[[nodiscard]] PixelFormat exact_format(const PixelFormat& stored, std::string_view transfer_syntax_uid);

/// Decodes the stream of one frame. register_codecs() must have been called. Any thread.
/// @param stored  as the object describes it. @return frame_bits() of the exact format, as bytes in little endian.
/// @throws base::Error corrupt where it cannot be decoded, invalid where the stream was made with loss.
[[nodiscard]] std::vector<std::byte> decode_exactly(std::span<const std::byte> stream, const PixelFormat& stored,
                                                    std::string_view transfer_syntax_uid);

}  // namespace kinote::rendering
