#pragma once
// From a frame as it is stored to its samples, whatever the transfer syntax.

#include <cstdint>

#include "rendering/image_object.hpp"
#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

/// Registers DCMTK's decoders. Once, before any thread that renders.
void register_codecs();

/// Decodes this frame alone. @param frame from 0. Any thread.
/// @throws base::Error corrupt where its stream cannot be decoded, invalid for a transfer syntax that is not decoded.
[[nodiscard]] DecodedFrame decode_frame(const ImageObject& image, std::uint32_t frame);

}  // namespace kinote::rendering
