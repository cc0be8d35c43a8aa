#include "rendering/grayscale.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "rendering/sample_reader.hpp"

namespace kinote::rendering {
namespace {

struct Range {
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -std::numeric_limits<double>::infinity();
};

double apply_modality(const GrayscaleTransform& transform, std::int64_t stored) {
    if (const auto* rescale = std::get_if<Rescale>(&transform.modality))
        return static_cast<double>(stored) * rescale->slope + rescale->intercept;
    return std::get<LookupTable>(transform.modality).at(stored);
}

// PS3.3 C.11.2.1.2, C.11.2.1.3. @return 0 to 1.
double apply_window(const Window& window, double value) {
    switch (window.function) {
        case WindowFunction::linear:
            if (window.width <= 1) return value <= window.center - 0.5 ? 0 : 1;
            return std::clamp((value - (window.center - 0.5)) / (window.width - 1) + 0.5, 0.0, 1.0);
        case WindowFunction::linear_exact: return std::clamp((value - window.center) / window.width + 0.5, 0.0, 1.0);
        case WindowFunction::sigmoid: return 1 / (1 + std::exp(-4 * (value - window.center) / window.width));
    }
    return 0;
}

// @param range of the frame, for WholeRange.
double apply_voi(const GrayscaleTransform& transform, double value, const Range& range) {
    if (const auto* window = std::get_if<Window>(&transform.voi)) return apply_window(*window, value);
    if (const auto* table = std::get_if<LookupTable>(&transform.voi)) {
        constexpr double limit = 1e9;  // far beyond every table, and within the numbers that can be rounded
        return table->fraction(std::llround(std::clamp(value, -limit, limit)));
    }
    if (!(range.highest > range.lowest)) return 0;
    return std::clamp((value - range.lowest) / (range.highest - range.lowest), 0.0, 1.0);
}

std::uint8_t to_grey(const GrayscaleTransform& transform, std::int64_t stored, const Range& range) {
    double share = apply_voi(transform, apply_modality(transform, stored), range);
    if (transform.presentation) {  // PS3.3 C.11.6.1: its entries cover the whole range of the VOI's output
        const LookupTable& table = *transform.presentation;
        share = table.fraction(table.first + std::llround(share * static_cast<double>(table.entries.size() - 1)));
    }
    if (!(share >= 0)) share = 0;  // not a number
    return static_cast<std::uint8_t>(std::lround(255 * (transform.is_inverse ? 1 - share : share)));
}

Range range_of(const SampleReader& samples, const GrayscaleTransform& transform,
               const std::optional<Padding>& padding) {
    Range range;
    const auto take = [&](std::int64_t stored) {
        const double value = apply_modality(transform, stored);
        range.lowest = std::min(range.lowest, value);
        range.highest = std::max(range.highest, value);
    };
    if (samples.bits() == 1) {  // a mask: one that is set all over is not one that is set nowhere
        take(0);
        take(1);
        return range;
    }
    if (samples.bits() > 16) {
        for (std::size_t index = 0; index < samples.count(); ++index) take(samples.value(index));
        return range;
    }
    std::vector<bool> is_used(std::size_t{1} << samples.bits());
    for (std::size_t index = 0; index < samples.count(); ++index) is_used[samples.code(index)] = true;
    for (std::uint32_t code = 0; code < is_used.size(); ++code) {
        const std::int64_t stored = samples.value_of(code);
        const bool is_padding = padding && stored >= padding->lowest && stored <= padding->highest;
        if (is_used[code] && !is_padding) take(stored);
    }
    return range;
}

}  // namespace

Raster render_grayscale(const DecodedFrame& frame, const GrayscaleTransform& transform,
                        const std::optional<Padding>& padding) {
    const SampleReader samples{frame};
    Raster raster = make_raster(frame.format.columns, frame.format.rows, 1, 0);
    Range range;
    if (std::holds_alternative<WholeRange>(transform.voi)) range = range_of(samples, transform, padding);
    if (samples.bits() > 16) {
        for (std::size_t index = 0; index < samples.count(); ++index)
            raster.bytes[index] = to_grey(transform, samples.value(index), range);
        return raster;
    }
    // All steps in one table: a look-up for each pixel.
    std::vector<std::uint8_t> grey(std::size_t{1} << samples.bits());
    for (std::uint32_t code = 0; code < grey.size(); ++code)
        grey[code] = to_grey(transform, samples.value_of(code), range);
    for (std::size_t index = 0; index < samples.count(); ++index) raster.bytes[index] = grey[samples.code(index)];
    return raster;
}

}  // namespace kinote::rendering
