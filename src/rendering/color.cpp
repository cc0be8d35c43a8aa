#include "rendering/color.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "rendering/attribute.hpp"
#include "rendering/sample_reader.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

struct PaletteTags {
    TableTags plain;
    TableTags segmented;
};

constexpr std::array<PaletteTags, 3> palette_tags = {{
    {{tag::RedPaletteColorLookupTableDescriptor, tag::RedPaletteColorLookupTableData},
     {tag::RedPaletteColorLookupTableDescriptor, tag::SegmentedRedPaletteColorLookupTableData}},
    {{tag::GreenPaletteColorLookupTableDescriptor, tag::GreenPaletteColorLookupTableData},
     {tag::GreenPaletteColorLookupTableDescriptor, tag::SegmentedGreenPaletteColorLookupTableData}},
    {{tag::BluePaletteColorLookupTableDescriptor, tag::BluePaletteColorLookupTableData},
     {tag::BluePaletteColorLookupTableDescriptor, tag::SegmentedBluePaletteColorLookupTableData}},
}};

std::uint8_t byte_of(double value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)); }

/// Samples as shares of 255, whatever their depth.
class ByteReader {
public:
    explicit ByteReader(const DecodedFrame& frame)
        : samples_{frame}, highest_{static_cast<double>((std::uint64_t{1} << frame.format.bits_stored) - 1)} {}

    [[nodiscard]] std::uint8_t byte(std::size_t index) const {
        const std::uint32_t code = samples_.code(index);
        return samples_.bits() == 8 ? static_cast<std::uint8_t>(code) : byte_of(255.0 * code / highest_);
    }

private:
    SampleReader samples_;
    double highest_;
};

// PS3.3 C.7.6.3.1.2, YBR_FULL.
void put_ybr(std::uint8_t* pixel, double luma, double blue, double red) {
    pixel[0] = byte_of(luma + 1.402 * (red - 128));
    pixel[1] = byte_of(luma - 0.344136 * (blue - 128) - 0.714136 * (red - 128));
    pixel[2] = byte_of(luma + 1.772 * (blue - 128));
}

// Two pixels share their colour: Y Y Cb Cr.
Raster render_ybr_422(const DecodedFrame& frame) {
    Raster raster = make_raster(frame.format.columns, frame.format.rows, 3, 0);
    const ByteReader samples{frame};
    const std::size_t row_samples = (std::size_t{raster.width} + 1) / 2 * 4;
    for (std::uint32_t y = 0; y < raster.height; ++y) {
        for (std::uint32_t x = 0; x < raster.width; ++x) {
            const std::size_t pair = y * row_samples + std::size_t{x / 2} * 4;
            put_ybr(raster.pixel(x, y), samples.byte(pair + x % 2), samples.byte(pair + 2), samples.byte(pair + 3));
        }
    }
    return raster;
}

}  // namespace

Palette read_palette(const ImageObject& image) {
    Palette palette;
    for (std::size_t color = 0; color < palette.size(); ++color) {
        const auto& [plain, segmented] = palette_tags[color];
        auto table = read_lookup_table(image.header(), plain, false, image.is_big_endian());
        if (!table) table = read_segmented_table(image.header(), segmented, image.is_big_endian());
        if (!table) throw Error{ErrorKind::corrupt, "the image has no whole palette"};
        palette[color] = *std::move(table);
    }
    return palette;
}

Raster render_color(const DecodedFrame& frame) {
    const PixelFormat& format = frame.format;
    if (format.photometric == Photometric::ybr_full_422) return render_ybr_422(frame);
    Raster raster = make_raster(format.columns, format.rows, 3, 0);
    const ByteReader samples{frame};
    const std::size_t next_sample = format.is_planar ? format.pixels() : 1;
    const std::size_t next_pixel = format.is_planar ? 1 : 3;
    const bool is_ybr = format.photometric == Photometric::ybr_full;
    for (std::size_t index = 0; index < format.pixels(); ++index) {
        const std::size_t first = index * next_pixel;
        std::uint8_t* const pixel = raster.bytes.data() + 3 * index;
        const std::array color = {samples.byte(first), samples.byte(first + next_sample),
                                  samples.byte(first + 2 * next_sample)};
        if (is_ybr) {
            put_ybr(pixel, color[0], color[1], color[2]);
        } else {
            std::copy(color.begin(), color.end(), pixel);
        }
    }
    return raster;
}

Raster render_palette(const DecodedFrame& frame, const Palette& palette) {
    Raster raster = make_raster(frame.format.columns, frame.format.rows, 3, 0);
    const SampleReader samples{frame};
    for (std::size_t index = 0; index < samples.count(); ++index) {
        const std::int64_t entry = samples.value(index);
        for (std::size_t color = 0; color < 3; ++color)
            raster.bytes[3 * index + color] = byte_of(255 * palette[color].fraction(entry));
    }
    return raster;
}

}  // namespace kinote::rendering
