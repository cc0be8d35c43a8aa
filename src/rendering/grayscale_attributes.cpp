#include "rendering/grayscale_attributes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "rendering/attribute.hpp"
#include "rendering/binary_values.hpp"

namespace kinote::rendering {
namespace {

// Their modality LUT leads to beam intensity, away from what is displayed.
constexpr std::array classes_without_modality = {uid::XRayAngiographicImageStorage,
                                                 uid::XRayRadiofluoroscopicImageStorage,
                                                 uid::XRayAngiographicBiPlaneImageStorage};

std::optional<Window> read_window(const dicom::Item& item) {
    const auto center = decimal(item, dicom::tag::WindowCenter);
    const auto width = decimal(item, dicom::tag::WindowWidth);
    if (!center || !width || *width <= 0) return std::nullopt;
    Window window{*center, *width, WindowFunction::linear};
    const std::string function = item.text(tag::VOILUTFunction);
    if (function == "SIGMOID") window.function = WindowFunction::sigmoid;
    // The linear function is defined from a width of 1 on; writers of small rescaled values mean the exact one.
    if (function == "LINEAR_EXACT" || *width < 1) window.function = WindowFunction::linear_exact;
    return window;
}

// Whether what comes out of the modality transformation may be below zero.
bool can_be_negative(const Modality& modality, bool is_signed) {
    const auto* rescale = std::get_if<Rescale>(&modality);
    return rescale != nullptr && (is_signed || rescale->intercept < 0 || rescale->slope < 0);
}

Modality modality_of(const ImageObject& image, std::uint32_t frame, const Reading& reading) {
    const std::string sop_class_uid = image.header().text(dicom::tag::SOPClassUID);
    if (std::find(classes_without_modality.begin(), classes_without_modality.end(), sop_class_uid) !=
        classes_without_modality.end())
        return Rescale{};
    if (const auto group = image.functional_group(tag::PixelValueTransformationSequence, frame)) {
        if (auto modality = read_modality(*group, reading)) return *std::move(modality);
    }
    return read_modality(image.header(), reading).value_or(Rescale{});
}

std::optional<Voi> voi_of(const ImageObject& image, std::uint32_t frame, const Reading& reading) {
    if (const auto group = image.functional_group(tag::FrameVOILUTSequence, frame)) {
        if (auto voi = read_voi(*group, reading)) return voi;
    }
    return read_voi(image.header(), reading);
}

std::optional<std::int64_t> stored_value(const ImageObject& image, dicom::Tag tag) {
    const auto element = image.header().find(tag);
    if (!element || element->bytes().size() < 2) return std::nullopt;
    const BinaryValues values{element->bytes(), image.is_big_endian()};
    return image.format().is_signed ? std::int64_t{values.signed_16(0)} : std::int64_t{values.unsigned_16(0)};
}

}  // namespace

std::optional<double> decimal(const dicom::Item& item, dicom::Tag tag, std::size_t index) {
    const std::vector<std::string> texts = item.texts(tag);
    if (index >= texts.size()) return std::nullopt;
    std::string_view text = texts[index];
    while (text.starts_with(' ') || text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<Modality> read_modality(const dicom::Item& item, const Reading& reading) {
    if (const auto sequence = item.items(tag::ModalityLUTSequence).first()) {
        auto table = read_lookup_table(*sequence, {tag::LUTDescriptor, tag::LUTData}, reading.can_be_negative,
                                       reading.is_big_endian);
        if (table) return *std::move(table);
    }
    const auto slope = decimal(item, dicom::tag::RescaleSlope);
    const auto intercept = decimal(item, dicom::tag::RescaleIntercept);
    if (!slope || !intercept || *slope == 0) return std::nullopt;
    return Rescale{*slope, *intercept};
}

std::optional<Voi> read_voi(const dicom::Item& item, const Reading& reading) {
    if (const auto sequence = item.items(tag::VOILUTSequence).first()) {
        auto table = read_lookup_table(*sequence, {tag::LUTDescriptor, tag::LUTData}, reading.can_be_negative,
                                       reading.is_big_endian);
        if (table) return *std::move(table);
    }
    if (const auto window = read_window(item)) return *window;
    return std::nullopt;
}

GrayscaleTransform read_transform(const ImageObject& image, std::uint32_t frame) {
    const bool is_signed = image.format().is_signed;
    GrayscaleTransform transform;
    transform.modality = modality_of(image, frame, {is_signed, image.is_big_endian()});
    const Reading voi_reading{can_be_negative(transform.modality, is_signed), image.is_big_endian()};
    if (auto voi = voi_of(image, frame, voi_reading)) {
        std::visit([&](auto& chosen) { transform.voi = std::move(chosen); }, *voi);
    }
    transform.is_inverse = image.format().photometric == Photometric::monochrome1;
    return transform;
}

std::optional<Padding> read_padding(const ImageObject& image) {
    const auto value = stored_value(image, tag::PixelPaddingValue);
    if (!value) return std::nullopt;
    const std::int64_t limit = stored_value(image, tag::PixelPaddingRangeLimit).value_or(*value);
    return Padding{std::min(*value, limit), std::max(*value, limit)};
}

}  // namespace kinote::rendering
