#include "rendering/raster.hpp"

#include <algorithm>
#include <cmath>

namespace kinote::rendering {
namespace {

/// The inputs that make one output along an axis, and their weights.
struct Contribution {
    std::uint32_t begin = 0;
    std::vector<float> weights;
};

// A triangle as wide as what is merged into one output: linear interpolation where nothing is.
std::vector<Contribution> contributions(std::uint32_t from, std::uint32_t to) {
    const double scale = static_cast<double>(from) / to;
    const double reach = std::max(scale, 1.0);
    std::vector<Contribution> all(to);
    for (std::uint32_t output = 0; output < to; ++output) {
        const double center = (output + 0.5) * scale;
        const auto begin = static_cast<std::int64_t>(std::max(0.0, std::floor(center - reach)));
        const auto end = static_cast<std::int64_t>(std::min<double>(from, std::ceil(center + reach)));
        double sum = 0;
        std::vector<double> weights;
        for (std::int64_t input = begin; input < end; ++input) {
            const double distance = std::abs(static_cast<double>(input) + 0.5 - center) / reach;
            weights.push_back(std::max(0.0, 1 - distance));
            sum += weights.back();
        }
        all[output].begin = static_cast<std::uint32_t>(begin);
        for (const double weight : weights) all[output].weights.push_back(static_cast<float>(weight / sum));
    }
    return all;
}

std::uint8_t rounded(float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

Raster resize_width(const Raster& raster, std::uint32_t width) {
    Raster resized = make_raster(width, raster.height, raster.channels, 0);
    const std::vector<Contribution> columns = contributions(raster.width, width);
    for (std::uint32_t y = 0; y < raster.height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            const std::uint8_t* input = raster.pixel(columns[x].begin, y);
            std::uint8_t* const output = resized.pixel(x, y);
            for (std::uint32_t channel = 0; channel < raster.channels; ++channel) {
                float sum = 0;
                const std::uint8_t* sample = input + channel;
                for (const float weight : columns[x].weights) {
                    sum += weight * static_cast<float>(*sample);
                    sample += raster.channels;
                }
                output[channel] = rounded(sum);
            }
        }
    }
    return resized;
}

Raster resize_height(const Raster& raster, std::uint32_t height) {
    Raster resized = make_raster(raster.width, height, raster.channels, 0);
    const std::vector<Contribution> rows = contributions(raster.height, height);
    const std::size_t row_bytes = std::size_t{raster.width} * raster.channels;
    std::vector<float> sums(row_bytes);
    for (std::uint32_t y = 0; y < height; ++y) {
        std::fill(sums.begin(), sums.end(), 0.0F);
        const std::uint8_t* input = raster.pixel(0, rows[y].begin);
        for (const float weight : rows[y].weights) {
            for (std::size_t index = 0; index < row_bytes; ++index)
                sums[index] += weight * static_cast<float>(input[index]);
            input += row_bytes;
        }
        std::transform(sums.begin(), sums.end(), resized.pixel(0, y), rounded);
    }
    return resized;
}

}  // namespace

Raster make_raster(std::uint32_t width, std::uint32_t height, std::uint32_t channels, std::uint8_t fill) {
    return {width, height, channels, std::vector<std::uint8_t>(std::size_t{width} * height * channels, fill)};
}

Raster crop(const Raster& raster, std::int64_t left, std::int64_t top, std::uint32_t width, std::uint32_t height,
            std::uint8_t fill) {
    Raster part = make_raster(width, height, raster.channels, fill);
    const std::int64_t begin = std::max<std::int64_t>(left, 0);
    const std::int64_t end = std::min<std::int64_t>(left + width, raster.width);
    if (begin >= end) return part;
    for (std::uint32_t y = 0; y < height; ++y) {
        const std::int64_t source = top + y;
        if (source < 0 || source >= raster.height) continue;
        const std::uint8_t* row = raster.pixel(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(source));
        std::copy_n(row, static_cast<std::size_t>(end - begin) * raster.channels,
                    part.pixel(static_cast<std::uint32_t>(begin - left), y));
    }
    return part;
}

Raster rotate(Raster raster, unsigned quarter_turns) {
    if (quarter_turns % 4 == 0) return raster;
    const bool is_turned = quarter_turns % 2 == 1;
    Raster rotated = make_raster(is_turned ? raster.height : raster.width, is_turned ? raster.width : raster.height,
                                 raster.channels, 0);
    for (std::uint32_t y = 0; y < raster.height; ++y) {
        for (std::uint32_t x = 0; x < raster.width; ++x) {
            std::uint32_t to_x = raster.width - 1 - x;
            std::uint32_t to_y = raster.height - 1 - y;
            if (is_turned) {
                to_x = quarter_turns % 4 == 1 ? raster.height - 1 - y : y;
                to_y = quarter_turns % 4 == 1 ? x : raster.width - 1 - x;
            }
            std::copy_n(raster.pixel(x, y), raster.channels, rotated.pixel(to_x, to_y));
        }
    }
    return rotated;
}

void flip(Raster& raster) {
    for (std::uint32_t y = 0; y < raster.height; ++y) {
        for (std::uint32_t x = 0; x < raster.width / 2; ++x) {
            std::uint8_t* const left = raster.pixel(x, y);
            std::swap_ranges(left, left + raster.channels, raster.pixel(raster.width - 1 - x, y));
        }
    }
}

void invert(Raster& raster) {
    for (std::uint8_t& byte : raster.bytes) byte = static_cast<std::uint8_t>(255 - byte);
}

Raster resize(Raster raster, std::uint32_t width, std::uint32_t height) {
    if (width != raster.width) raster = resize_width(raster, width);
    if (height != raster.height) raster = resize_height(raster, height);
    return raster;
}

}  // namespace kinote::rendering
