#pragma once
// A picture of eight bits a channel, and what can be done to it as a whole.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kinote::rendering {

struct Raster {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 1;  ///< 1 grey, 3 red, green, blue
    std::vector<std::uint8_t> bytes;

    [[nodiscard]] std::uint8_t* pixel(std::uint32_t x, std::uint32_t y) {
        return bytes.data() + (std::size_t{y} * width + x) * channels;
    }
    [[nodiscard]] const std::uint8_t* pixel(std::uint32_t x, std::uint32_t y) const {
        return bytes.data() + (std::size_t{y} * width + x) * channels;
    }
};

/// @param fill every byte.
[[nodiscard]] Raster make_raster(std::uint32_t width, std::uint32_t height, std::uint32_t channels, std::uint8_t fill);

/// A part of the picture that may reach beyond it. @param left, top of the part's first pixel. @param fill what is
/// beyond.
[[nodiscard]] Raster crop(const Raster& raster, std::int64_t left, std::int64_t top, std::uint32_t width,
                          std::uint32_t height, std::uint8_t fill);

/// @param quarter_turns clockwise, 0 to 3.
[[nodiscard]] Raster rotate(Raster raster, unsigned quarter_turns);

/// Left to right.
void flip(Raster& raster);

void invert(Raster& raster);

/// To another size: averages where it becomes smaller, interpolates where it becomes larger. @param width, height at
/// least 1.
[[nodiscard]] Raster resize(Raster raster, std::uint32_t width, std::uint32_t height);

}  // namespace kinote::rendering
