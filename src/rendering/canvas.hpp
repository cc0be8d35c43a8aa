#pragma once
// Drawing into a picture: thick lines, filled shapes, letters. Whatever lies outside is clipped away.

#include <cstdint>
#include <string_view>
#include <vector>

#include "rendering/presentation_state.hpp"
#include "rendering/raster.hpp"

namespace kinote::rendering {

/// Draws in one shade of grey. One thread at a time.
class Canvas {
public:
    explicit Canvas(Raster& picture) : picture_{picture} {}

    /// @param radius pixels on each side of the line. @throws base::Error invalid once there was too much to draw.
    void draw_line(Point from, Point to, int radius, std::uint8_t grey);
    /// The inside by the even-odd rule; the shape is closed.
    void fill(const std::vector<Point>& shape, std::uint8_t grey);
    /// Lines by '\n'. @param scale pixels of the picture for one of the letter. @param margin pixels around each
    /// stroke.
    void draw_text(Point corner, std::string_view text, int scale, int margin, std::uint8_t grey);

private:
    void spend(std::uint64_t steps);
    void put_square(std::int64_t x, std::int64_t y, int radius, std::uint8_t grey);
    void put_block(std::int64_t left, std::int64_t top, std::int64_t right, std::int64_t bottom, std::uint8_t grey);

    Raster& picture_;
    std::uint64_t spent_ = 0;
};

}  // namespace kinote::rendering
