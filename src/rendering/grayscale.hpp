#pragma once
// From stored values to grey: modality, VOI and presentation transformation (PS3.4 N.2.1, PS3.3 C.11.1 to C.11.6).

#include <cstdint>
#include <optional>
#include <variant>

#include "rendering/lookup_table.hpp"
#include "rendering/pixel_format.hpp"
#include "rendering/raster.hpp"

namespace kinote::rendering {

struct Rescale {
    double slope = 1;
    double intercept = 0;
};

enum class WindowFunction { linear, linear_exact, sigmoid };

struct Window {
    double center = 0;
    double width = 1;
    WindowFunction function = WindowFunction::linear;
};

/// Lowest value of the frame black, highest white.
struct WholeRange {};

struct GrayscaleTransform {
    std::variant<Rescale, LookupTable> modality = Rescale{};
    std::variant<WholeRange, Window, LookupTable> voi = WholeRange{};
    std::optional<LookupTable> presentation;  ///< instead of the identity
    bool is_inverse = false;                  ///< low values white
};

/// Stored values that stand for no measurement, ends included (PS3.3 C.7.5.1.1.2).
struct Padding {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
};

/// @param frame of one sample a pixel. @param padding does not count for the whole range.
[[nodiscard]] Raster render_grayscale(const DecodedFrame& frame, const GrayscaleTransform& transform,
                                      const std::optional<Padding>& padding);

}  // namespace kinote::rendering
