#pragma once
// A grayscale or colour softcopy presentation state as far as it is about one frame (PS3.3 A.33, PS3.4 Annex N).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dicom/dataset.hpp"
#include "rendering/grayscale.hpp"
#include "rendering/grayscale_attributes.hpp"

namespace kinote::rendering {

struct Point {
    double x = 0;
    double y = 0;
};

/// What coordinates count: the image's pixels from the edge of its first one, or shares of the displayed area.
enum class Units { pixel, display };

/// Lines through the points, or a mark at each. Circles, ellipses and curves have become lines.
struct Graphic {
    std::vector<Point> points;
    Units units = Units::pixel;
    bool is_filled = false;
    bool is_mark = false;     ///< POINT
    std::uint8_t grey = 255;  ///< as the graphic layer recommends
};

struct Caption {
    Point corner;  ///< top left
    Units units = Units::pixel;
    std::string text;  ///< UTF-8, lines by '\n'
    std::uint8_t grey = 255;
};

/// Columns and rows counted from 1, ends included; may reach beyond the image.
struct DisplayedArea {
    std::int64_t left = 1;
    std::int64_t top = 1;
    std::int64_t right = 1;
    std::int64_t bottom = 1;
    std::optional<double> pixel_aspect;  ///< height of a pixel by its width
};

struct RectangularShutter {
    std::int64_t left, right, upper, lower;  ///< the edges, columns and rows from 1; open between them
};
struct CircularShutter {
    double row, column, radius;
};
struct PolygonalShutter {
    std::vector<Point> vertices;
};
using Shutter = std::variant<RectangularShutter, CircularShutter, PolygonalShutter>;

struct PresentationState {
    bool is_grayscale = true;  ///< says all of how grey is made; a colour one says nothing of it
    Modality modality = Rescale{};
    std::optional<Voi> voi;
    std::optional<LookupTable> presentation;
    bool is_inverse = false;
    unsigned quarter_turns = 0;  ///< clockwise, before the flip
    bool is_flipped = false;     ///< left to right
    std::optional<DisplayedArea> area;
    std::vector<Shutter> shutters;
    std::uint8_t shutter_grey = 0;
    std::vector<Graphic> graphics;  ///< in the order in which to draw
    std::vector<Caption> captions;
};

/// The image that the state is to be read for.
struct StateSubject {
    std::string sop_instance_uid;
    std::uint32_t frame = 1;  ///< from 1
    bool is_signed = false;   ///< its stored values
};

/// @throws base::Error invalid where the object is no presentation state that is rendered, or does not refer to the
/// image's frame; corrupt where its tables are cut off.
[[nodiscard]] PresentationState read_presentation_state(const dicom::Dataset& state, const StateSubject& subject);

}  // namespace kinote::rendering
