#include "rendering/canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "rendering/letters.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::uint64_t max_steps = 30'000'000;

// What of the line lies in the box around the picture (Liang and Barsky).
std::optional<std::pair<Point, Point>> clip(Point from, Point to, double low, double right, double bottom) {
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    double begin = 0;
    double end = 1;
    const std::array<std::pair<double, double>, 4> edges = {
        {{-dx, from.x - low}, {dx, right - from.x}, {-dy, from.y - low}, {dy, bottom - from.y}}};
    for (const auto& [slope, distance] : edges) {
        if (slope == 0 && distance < 0) return std::nullopt;
        if (slope < 0) begin = std::max(begin, distance / slope);
        if (slope > 0) end = std::min(end, distance / slope);
    }
    if (!(begin <= end)) return std::nullopt;
    return std::pair{Point{from.x + begin * dx, from.y + begin * dy}, Point{from.x + end * dx, from.y + end * dy}};
}

}  // namespace

void Canvas::spend(std::uint64_t steps) {
    spent_ += steps;
    if (spent_ > max_steps) throw Error{ErrorKind::invalid, "there are too many annotations to draw"};
}

void Canvas::put_block(std::int64_t left, std::int64_t top, std::int64_t right, std::int64_t bottom,
                       std::uint8_t grey) {
    left = std::max<std::int64_t>(left, 0);
    right = std::min<std::int64_t>(right, picture_.width);
    top = std::max<std::int64_t>(top, 0);
    bottom = std::min<std::int64_t>(bottom, picture_.height);
    if (left >= right) return;
    for (std::int64_t y = top; y < bottom; ++y) {
        std::fill_n(picture_.pixel(static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(y)),
                    static_cast<std::size_t>(right - left) * picture_.channels, grey);
    }
}

void Canvas::put_square(std::int64_t x, std::int64_t y, int radius, std::uint8_t grey) {
    put_block(x - radius, y - radius, x + radius + 1, y + radius + 1, grey);
}

void Canvas::draw_line(Point from, Point to, int radius, std::uint8_t grey) {
    const double reach = radius + 1.0;
    const auto clipped = clip(from, to, -reach, picture_.width + reach, picture_.height + reach);
    spend(1);
    if (!clipped) return;
    const auto& [begin, end] = *clipped;
    const double length = std::max(std::abs(end.x - begin.x), std::abs(end.y - begin.y));
    const auto steps = static_cast<std::uint64_t>(length) + 1;
    const std::uint64_t side = 2 * static_cast<std::uint64_t>(radius) + 1;
    spend(steps * side);
    for (std::uint64_t step = 0; step <= steps; ++step) {
        const double share = static_cast<double>(step) / static_cast<double>(steps);
        put_square(static_cast<std::int64_t>(std::floor(begin.x + share * (end.x - begin.x))),
                   static_cast<std::int64_t>(std::floor(begin.y + share * (end.y - begin.y))), radius, grey);
    }
}

void Canvas::fill(const std::vector<Point>& shape, std::uint8_t grey) {
    if (shape.size() < 3) return;
    spend(shape.size() * picture_.height / 8);
    for (std::uint32_t row = 0; row < picture_.height; ++row) {
        const double y = row + 0.5;
        std::vector<double> crossings;
        for (std::size_t index = 0; index < shape.size(); ++index) {
            const Point& from = shape[index];
            const Point& to = shape[(index + 1) % shape.size()];
            if ((from.y <= y) != (to.y <= y))
                crossings.push_back(from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x));
        }
        std::sort(crossings.begin(), crossings.end());
        for (std::size_t index = 0; index + 1 < crossings.size(); index += 2) {
            const auto column = [&](double x) {
                return static_cast<std::int64_t>(std::ceil(std::clamp(x - 0.5, -1.0, picture_.width + 1.0)));
            };
            put_block(column(crossings[index]), row, column(crossings[index + 1]), row + 1, grey);
        }
    }
}

void Canvas::draw_text(Point corner, std::string_view text, int scale, int margin, std::uint8_t grey) {
    constexpr double limit = 1e6;  // far outside every picture
    const auto left = static_cast<std::int64_t>(std::clamp(corner.x, -limit, limit));
    std::int64_t x = left;
    auto y = static_cast<std::int64_t>(std::clamp(corner.y, -limit, limit));
    for (const char character : text) {
        if (character == '\n') {
            x = left;
            y += std::int64_t{letter_height + 2} * scale;
            continue;
        }
        if ((static_cast<unsigned char>(character) & 0xC0U) == 0x80U) continue;  // the rest of a UTF-8 character
        spend(std::uint64_t{letter_height} * letter_width);
        for (int row = 0; row < letter_height; ++row) {
            for (int column = 0; column < letter_width; ++column) {
                if (!is_inked(character, column, row)) continue;
                const std::int64_t dot_left = x + std::int64_t{column} * scale;
                const std::int64_t dot_top = y + std::int64_t{row} * scale;
                put_block(dot_left - margin, dot_top - margin, dot_left + scale + margin, dot_top + scale + margin,
                          grey);
            }
        }
        x += std::int64_t{letter_width + 1} * scale;
    }
}

}  // namespace kinote::rendering
