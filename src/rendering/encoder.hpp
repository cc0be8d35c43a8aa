#pragma once
// Pictures as files for browsers.

#include <string>

#include "rendering/raster.hpp"

namespace kinote::rendering {

/// @param quality 1 to 100. @throws base::Error internal where the library fails.
[[nodiscard]] std::string encode_jpeg(const Raster& raster, int quality);

/// Lossless. @throws as encode_jpeg.
[[nodiscard]] std::string encode_png(const Raster& raster);

}  // namespace kinote::rendering
