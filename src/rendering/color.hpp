#pragma once
// From decoded samples of colour to red, green and blue (PS3.3 C.7.6.3.1.2, C.7.9).

#include <array>
#include <optional>

#include "rendering/image_object.hpp"
#include "rendering/lookup_table.hpp"
#include "rendering/pixel_format.hpp"
#include "rendering/raster.hpp"

namespace kinote::rendering {

/// Red, green, blue.
using Palette = std::array<LookupTable, 3>;

/// The palette of a PALETTE COLOR image, segmented or not. @throws base::Error corrupt where it is not whole.
[[nodiscard]] Palette read_palette(const ImageObject& image);

/// @param frame of three samples a pixel, in any arrangement.
[[nodiscard]] Raster render_color(const DecodedFrame& frame);

/// @param frame of one sample a pixel, an index into the palette.
[[nodiscard]] Raster render_palette(const DecodedFrame& frame, const Palette& palette);

}  // namespace kinote::rendering
