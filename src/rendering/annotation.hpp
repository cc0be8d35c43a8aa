#pragma once
// Draws annotations into a finished picture.

#include <cstdint>

#include "rendering/presentation_state.hpp"
#include "rendering/raster.hpp"

namespace kinote::rendering {

/// Where the displayed area of an image came to lie in the picture.
struct Placement {
    double left = 0;  ///< of the area, in pixels of the image from the edge of its first one
    double top = 0;
    double width = 1;  ///< of the area
    double height = 1;
    unsigned quarter_turns = 0;
    bool is_flipped = false;
    std::uint32_t picture_width = 1;
    std::uint32_t picture_height = 1;
};

/// The place of an annotation's point in the picture, from the edge of its first pixel.
[[nodiscard]] Point place(const Placement& placement, Point point, Units units);

/// Draws lines, marks, filled shapes and captions with a dark edge, so that they stand out on any ground. Captions show
/// printable ASCII; other characters become boxes.
/// @throws base::Error invalid where there is more to draw than is reasonable.
void draw_annotations(Raster& picture, const PresentationState& state, const Placement& placement);

/// Covers what lies outside the shutters. @param raster of the whole image, before anything else is done to it.
void draw_shutters(Raster& raster, const PresentationState& state);

}  // namespace kinote::rendering
