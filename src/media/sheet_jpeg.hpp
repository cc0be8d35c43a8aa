#pragma once
// What a PDF must know of a JPEG that it takes as it is.

#include <optional>
#include <string_view>

namespace kinote::media {

struct JpegSize {
    int width = 0;
    int height = 0;
};

/// Width and height of a JPEG that a PDF can hold as it is: baseline or progressive, grey or of three components.
/// Nothing for any other bytes, or above 64 million pixels.
[[nodiscard]] std::optional<JpegSize> jpeg_size(std::string_view jpeg);

}  // namespace kinote::media
