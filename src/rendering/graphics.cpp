#include "rendering/graphics.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "base/error.hpp"
#include "rendering/attribute.hpp"
#include "rendering/binary_values.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::size_t max_points = 100'000;
constexpr int circle_corners = 90;
constexpr int curve_steps = 8;

struct Layer {
    std::int64_t order = 0;
    std::uint8_t grey = 255;
};
using Layers = std::map<std::string, Layer, std::less<>>;

Layers read_layers(const dicom::Dataset& dataset) {
    Layers layers;
    for (const dicom::Item& item : dataset.items(tag::GraphicLayerSequence)) {
        Layer layer;
        layer.order = item.integer(tag::GraphicLayerOrder).value_or(0);
        const std::int64_t grey = item.integer(tag::GraphicLayerRecommendedDisplayGrayscaleValue).value_or(0xFFFF);
        layer.grey = static_cast<std::uint8_t>(std::clamp<std::int64_t>(grey, 0, 0xFFFF) / 257);
        layers.emplace(item.text(tag::GraphicLayer), layer);
    }
    return layers;
}

Units read_units(const dicom::Item& item, dicom::Tag tag) {
    return item.text(tag) == "DISPLAY" ? Units::display : Units::pixel;
}

// Pairs of FL values. Coordinates that are no numbers end the list.
std::vector<Point> read_points(const dicom::Item& item, dicom::Tag tag, bool is_big_endian) {
    std::vector<Point> points;
    const auto element = item.find(tag);
    if (!element) return points;
    const BinaryValues values{element->bytes(), is_big_endian};
    if (values.size() / 8 > max_points) throw Error{ErrorKind::invalid, "an annotation has too many points"};
    for (std::size_t index = 0; index < values.size() / 8; ++index) {
        const Point point{values.float_32(2 * index), values.float_32(2 * index + 1)};
        if (!std::isfinite(point.x) || !std::isfinite(point.y)) break;
        points.push_back(point);
    }
    return points;
}

// Through the points along an ellipse with the two half axes.
std::vector<Point> ellipse(Point center, Point one_axis, Point other_axis) {
    std::vector<Point> points;
    for (int corner = 0; corner <= circle_corners; ++corner) {
        const double angle = 2 * std::numbers::pi * corner / circle_corners;
        points.push_back({center.x + std::cos(angle) * one_axis.x + std::sin(angle) * other_axis.x,
                          center.y + std::cos(angle) * one_axis.y + std::sin(angle) * other_axis.y});
    }
    return points;
}

// CIRCLE: the centre and a point on it.
std::vector<Point> circle(const std::vector<Point>& points) {
    if (points.size() < 2) return {};
    const double radius = std::hypot(points[1].x - points[0].x, points[1].y - points[0].y);
    return ellipse(points[0], {radius, 0}, {0, radius});
}

// ELLIPSE: the ends of the major, then of the minor axis.
std::vector<Point> ellipse(const std::vector<Point>& points) {
    if (points.size() < 4) return {};
    const auto half = [](Point from, Point to) { return Point{(to.x - from.x) / 2, (to.y - from.y) / 2}; };
    const Point center{(points[0].x + points[1].x) / 2, (points[0].y + points[1].y) / 2};
    return ellipse(center, half(points[0], points[1]), half(points[2], points[3]));
}

// INTERPOLATED leaves the curve open: Catmull and Rom's goes through every point.
std::vector<Point> curve(const std::vector<Point>& points) {
    if (points.size() < 3) return points;
    const auto at = [&](std::ptrdiff_t index) {
        const auto last = static_cast<std::ptrdiff_t>(points.size()) - 1;
        return points[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(index, 0, last))];
    };
    const auto between = [](double a, double b, double c, double d, double t) {
        return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
    };
    std::vector<Point> lines{points.front()};
    for (std::ptrdiff_t index = 0; index + 1 < static_cast<std::ptrdiff_t>(points.size()); ++index) {
        for (int step = 1; step <= curve_steps; ++step) {
            const double t = static_cast<double>(step) / curve_steps;
            lines.push_back({between(at(index - 1).x, at(index).x, at(index + 1).x, at(index + 2).x, t),
                             between(at(index - 1).y, at(index).y, at(index + 1).y, at(index + 2).y, t)});
        }
    }
    return lines;
}

Graphic read_graphic(const dicom::Item& item, std::uint8_t grey, bool is_big_endian) {
    const std::string type = item.text(tag::GraphicType);
    Graphic graphic;
    graphic.units = read_units(item, tag::GraphicAnnotationUnits);
    graphic.is_filled = item.text(tag::GraphicFilled) == "Y";
    graphic.is_mark = type == "POINT";
    graphic.grey = grey;
    graphic.points = read_points(item, tag::GraphicData, is_big_endian);
    if (type == "CIRCLE") graphic.points = circle(graphic.points);
    if (type == "ELLIPSE") graphic.points = ellipse(graphic.points);
    if (type == "INTERPOLATED") graphic.points = curve(graphic.points);
    return graphic;
}

std::string lines_of(const std::string& text) {
    std::string lines;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] == '\r' && index + 1 < text.size() && text[index + 1] == '\n') continue;
        lines += text[index] == '\r' ? '\n' : text[index];
    }
    return lines;
}

std::optional<Caption> read_caption(const dicom::Item& item, std::uint8_t grey, bool is_big_endian) {
    Caption caption;
    caption.text = lines_of(item.text(tag::UnformattedTextValue));
    caption.grey = grey;
    std::vector<Point> corner = read_points(item, tag::BoundingBoxTopLeftHandCorner, is_big_endian);
    caption.units = read_units(item, tag::BoundingBoxAnnotationUnits);
    if (corner.empty()) {
        corner = read_points(item, tag::AnchorPoint, is_big_endian);
        caption.units = read_units(item, tag::AnchorPointAnnotationUnits);
    }
    if (corner.empty() || caption.text.empty()) return std::nullopt;
    caption.corner = corner.front();
    return caption;
}

}  // namespace

bool names(const dicom::Item& item, const StateSubject& subject) {
    for (const dicom::Item& reference : item.items(dicom::tag::ReferencedImageSequence)) {
        if (reference.text(dicom::tag::ReferencedSOPInstanceUID) != subject.sop_instance_uid) continue;
        const auto element = reference.find(dicom::tag::ReferencedFrameNumber);
        if (!element || element->is_empty()) return true;
        const std::vector<std::int64_t> frames = element->integers();
        if (std::find(frames.begin(), frames.end(), subject.frame) != frames.end()) return true;
    }
    return false;
}

bool applies_to(const dicom::Item& item, const StateSubject& subject) {
    return item.items(dicom::tag::ReferencedImageSequence).empty() || names(item, subject);
}

void read_graphics(const dicom::Dataset& dataset, const StateSubject& subject, PresentationState& state) {
    const bool is_big_endian = dataset.file_meta().encoding.big_endian;
    const Layers layers = read_layers(dataset);
    std::multimap<std::int64_t, dicom::Item> ordered;
    for (const dicom::Item& item : dataset.items(tag::GraphicAnnotationSequence)) {
        if (!applies_to(item, subject)) continue;
        const auto layer = layers.find(item.text(tag::GraphicLayer));
        ordered.emplace(layer != layers.end() ? layer->second.order : 0, item);
    }
    std::size_t points = 0;
    for (const auto& [order, item] : ordered) {
        const auto layer = layers.find(item.text(tag::GraphicLayer));
        const std::uint8_t grey = layer != layers.end() ? layer->second.grey : Layer{}.grey;
        for (const dicom::Item& object : item.items(tag::GraphicObjectSequence)) {
            state.graphics.push_back(read_graphic(object, grey, is_big_endian));
            points += state.graphics.back().points.size();
            if (points > max_points) throw Error{ErrorKind::invalid, "the annotations have too many points"};
        }
        for (const dicom::Item& object : item.items(tag::TextObjectSequence)) {
            if (auto caption = read_caption(object, grey, is_big_endian)) state.captions.push_back(*std::move(caption));
        }
    }
}

}  // namespace kinote::rendering
