#include "rendering/pixel_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::array photometric_words = {
    std::pair{std::string_view{"MONOCHROME1"}, Photometric::monochrome1},
    std::pair{std::string_view{"MONOCHROME2"}, Photometric::monochrome2},
    std::pair{std::string_view{"PALETTE COLOR"}, Photometric::palette_color},
    std::pair{std::string_view{"RGB"}, Photometric::rgb},
    std::pair{std::string_view{"YBR_FULL"}, Photometric::ybr_full},
    std::pair{std::string_view{"YBR_FULL_422"}, Photometric::ybr_full_422},
    std::pair{std::string_view{"YBR_RCT"}, Photometric::ybr_rct},
    std::pair{std::string_view{"YBR_ICT"}, Photometric::ybr_ict},
};

unsigned required(const dicom::Item& header, dicom::Tag attribute, std::string_view name, unsigned lowest,
                  unsigned highest) {
    const auto value = header.integer(attribute);
    if (!value) throw Error{ErrorKind::corrupt, fmt::format("the image has no {}", name)};
    if (*value < lowest || *value > highest)
        throw Error{ErrorKind::corrupt, fmt::format("{} is {}, which no image can have", name, *value)};
    return static_cast<unsigned>(*value);
}

Photometric read_photometric(const dicom::Item& header, unsigned samples) {
    const std::string word = header.text(dicom::tag::PhotometricInterpretation);
    for (const auto& [known, photometric] : photometric_words) {
        if (word == known) return photometric;
    }
    // Old and careless writers leave it out; the number of samples tells enough.
    if (word.empty()) return samples == 1 ? Photometric::monochrome2 : Photometric::rgb;
    throw Error{ErrorKind::invalid, fmt::format("the Photometric Interpretation \"{}\" is not rendered", word)};
}

bool has_one_sample(Photometric photometric) {
    return photometric == Photometric::monochrome1 || photometric == Photometric::monochrome2 ||
           photometric == Photometric::palette_color;
}

void check(const PixelFormat& format) {
    if (format.bits_allocated != 1 && format.bits_allocated % 8 != 0)
        throw Error{ErrorKind::invalid, fmt::format("{} Bits Allocated are not rendered", format.bits_allocated)};
    if (format.bits_stored > format.bits_allocated || format.high_bit >= format.bits_allocated ||
        format.high_bit + 1 < format.bits_stored) {
        throw Error{ErrorKind::corrupt,
                    fmt::format("{} Bits Stored below High Bit {} do not fit into {} Bits Allocated",
                                format.bits_stored, format.high_bit, format.bits_allocated)};
    }
    if (has_one_sample(format.photometric) != (format.samples == 1))
        throw Error{ErrorKind::corrupt, "Samples per Pixel and Photometric Interpretation contradict each other"};
    if (format.pixels() > max_frame_pixels) {
        throw Error{ErrorKind::invalid,
                    fmt::format("a frame of {} x {} pixels is too large to be rendered", format.columns, format.rows)};
    }
}

}  // namespace

std::uint64_t PixelFormat::frame_bits() const {
    if (photometric == Photometric::ybr_full_422) return std::uint64_t{rows} * ((columns + 1) / 2) * 4 * bits_allocated;
    return pixels() * samples * bits_allocated;
}

PixelFormat read_pixel_format(const dicom::Item& header) {
    PixelFormat format;
    format.rows = required(header, dicom::tag::Rows, "Rows", 1, 65535);
    format.columns = required(header, dicom::tag::Columns, "Columns", 1, 65535);
    format.samples = static_cast<unsigned>(header.integer(dicom::tag::SamplesPerPixel).value_or(1));
    if (format.samples != 1 && format.samples != 3)
        throw Error{ErrorKind::invalid, fmt::format("{} Samples per Pixel are not rendered", format.samples)};
    format.photometric = read_photometric(header, format.samples);
    format.bits_allocated = required(header, dicom::tag::BitsAllocated, "Bits Allocated", 1, 32);
    format.bits_stored = header.has_value(dicom::tag::BitsStored)
                             ? required(header, dicom::tag::BitsStored, "Bits Stored", 1, 32)
                             : format.bits_allocated;
    format.high_bit = header.has_value(dicom::tag::HighBit) ? required(header, dicom::tag::HighBit, "High Bit", 0, 31)
                                                            : format.bits_stored - 1;
    format.is_signed = header.integer(dicom::tag::PixelRepresentation).value_or(0) == 1;
    format.is_planar = format.samples > 1 && header.integer(dicom::tag::PlanarConfiguration).value_or(0) == 1 &&
                       format.photometric != Photometric::ybr_full_422;
    check(format);
    return format;
}

void limit_bits(PixelFormat& format, unsigned precision) {
    format.high_bit = std::min(format.high_bit, precision - 1);
    format.bits_stored = std::min(format.bits_stored, format.high_bit + 1);
}

void check_complete(const DecodedFrame& frame) {
    if (frame.bytes.size() * 8 < frame.format.frame_bits())
        throw Error{ErrorKind::corrupt, "the frame has fewer pixels than Rows and Columns say"};
}

}  // namespace kinote::rendering
