#include "rendering/annotation.hpp"

#include <algorithm>
#include <cmath>

#include "rendering/canvas.hpp"

namespace kinote::rendering {
namespace {

// Thin on small pictures, thicker on large ones.
int line_radius(const Raster& picture) { return static_cast<int>(std::min(picture.width, picture.height) / 1000); }

int text_scale(const Raster& picture) {
    return std::clamp(static_cast<int>(std::min(picture.width, picture.height) / 300), 1, 8);
}

std::vector<Point> placed(const Graphic& graphic, const Placement& placement) {
    std::vector<Point> points;
    points.reserve(graphic.points.size());
    for (const Point point : graphic.points) points.push_back(place(placement, point, graphic.units));
    return points;
}

void draw_graphic(Canvas& canvas, const Graphic& graphic, const std::vector<Point>& points, int radius,
                  std::uint8_t grey) {
    if (graphic.is_mark) {
        const double arm = 4.0 * (radius + 1);
        for (const auto& [x, y] : points) {
            canvas.draw_line({x - arm, y}, {x + arm, y}, radius, grey);
            canvas.draw_line({x, y - arm}, {x, y + arm}, radius, grey);
        }
        return;
    }
    for (std::size_t index = 0; index + 1 < points.size(); ++index)
        canvas.draw_line(points[index], points[index + 1], radius, grey);
}

// Light lines get a dark edge, dark lines a light one.
std::uint8_t edge_of(std::uint8_t grey) { return grey >= 128 ? 0 : 255; }

bool is_open(const RectangularShutter& shutter, double column, double row) {
    return column > static_cast<double>(shutter.left) && column < static_cast<double>(shutter.right) &&
           row > static_cast<double>(shutter.upper) && row < static_cast<double>(shutter.lower);
}

bool is_open(const CircularShutter& shutter, double column, double row) {
    return std::hypot(column - shutter.column, row - shutter.row) <= shutter.radius;
}

}  // namespace

Point place(const Placement& placement, Point point, Units units) {
    double x = point.x;
    double y = point.y;
    if (units == Units::pixel) {
        x = (point.x - placement.left) / placement.width;
        y = (point.y - placement.top) / placement.height;
        for (unsigned turn = 0; turn < placement.quarter_turns; ++turn) {
            const double turned = 1 - y;
            y = x;
            x = turned;
        }
        if (placement.is_flipped) x = 1 - x;
    }
    return {x * placement.picture_width, y * placement.picture_height};
}

void draw_annotations(Raster& picture, const PresentationState& state, const Placement& placement) {
    Canvas canvas{picture};
    const int radius = line_radius(picture);
    for (const Graphic& graphic : state.graphics) {
        const std::vector<Point> points = placed(graphic, placement);
        if (graphic.is_filled) canvas.fill(points, graphic.grey);
        draw_graphic(canvas, graphic, points, radius + 1, edge_of(graphic.grey));
        draw_graphic(canvas, graphic, points, radius, graphic.grey);
    }
    const int scale = text_scale(picture);
    for (const Caption& caption : state.captions) {
        const Point corner = place(placement, caption.corner, caption.units);
        canvas.draw_text(corner, caption.text, scale, 1, edge_of(caption.grey));
        canvas.draw_text(corner, caption.text, scale, 0, caption.grey);
    }
}

void draw_shutters(Raster& raster, const PresentationState& state) {
    for (const Shutter& shutter : state.shutters) {
        Raster opening = make_raster(raster.width, raster.height, 1, 0);
        if (const auto* polygon = std::get_if<PolygonalShutter>(&shutter)) {
            // Vertices count pixels from 1 at their centres, a canvas counts from the edge of the first one.
            std::vector<Point> shape = polygon->vertices;
            for (Point& vertex : shape) vertex = {vertex.x - 0.5, vertex.y - 0.5};
            Canvas{opening}.fill(shape, 255);
        }
        for (std::uint32_t y = 0; y < raster.height; ++y) {
            for (std::uint32_t x = 0; x < raster.width; ++x) {
                bool opens = *opening.pixel(x, y) != 0;
                if (const auto* rectangle = std::get_if<RectangularShutter>(&shutter))
                    opens = is_open(*rectangle, x + 1.0, y + 1.0);
                if (const auto* circle = std::get_if<CircularShutter>(&shutter))
                    opens = is_open(*circle, x + 1.0, y + 1.0);
                if (!opens) std::fill_n(raster.pixel(x, y), raster.channels, state.shutter_grey);
            }
        }
    }
}

}  // namespace kinote::rendering
