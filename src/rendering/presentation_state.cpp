#include "rendering/presentation_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "rendering/attribute.hpp"
#include "rendering/binary_values.hpp"
#include "rendering/graphics.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

// PS3.3 C.11.11.1.1: the state is for the images that it lists, and for no other.
bool is_about(const dicom::Dataset& dataset, const StateSubject& subject) {
    for (const dicom::Item& series : dataset.items(dicom::tag::ReferencedSeriesSequence)) {
        if (names(series, subject)) return true;
    }
    return false;
}

// PS3.3 C.11.1 to C.11.6. What a grayscale state leaves out is the identity, whatever the image says.
void read_grayscale(const dicom::Dataset& dataset, const StateSubject& subject, PresentationState& state) {
    const bool is_big_endian = dataset.file_meta().encoding.big_endian;
    state.modality = read_modality(dataset, {subject.is_signed, is_big_endian}).value_or(Rescale{});
    const auto* rescale = std::get_if<Rescale>(&state.modality);
    const bool can_be_negative =
        rescale != nullptr && (subject.is_signed || rescale->intercept < 0 || rescale->slope < 0);
    for (const dicom::Item& item : dataset.items(tag::SoftcopyVOILUTSequence)) {
        if (!applies_to(item, subject)) continue;
        state.voi = read_voi(item, {can_be_negative, is_big_endian});
        break;
    }
    if (const auto sequence = dataset.items(tag::PresentationLUTSequence).first())
        state.presentation = read_lookup_table(*sequence, {tag::LUTDescriptor, tag::LUTData}, false, is_big_endian);
    state.is_inverse = dataset.text(dicom::tag::PresentationLUTShape) == "INVERSE";
}

// PS3.3 C.10.6.
void read_spatial_transformation(const dicom::Dataset& dataset, PresentationState& state) {
    const std::int64_t degrees = dataset.integer(tag::ImageRotation).value_or(0);
    if (degrees >= 0 && degrees < 360 && degrees % 90 == 0) state.quarter_turns = static_cast<unsigned>(degrees / 90);
    state.is_flipped = dataset.text(tag::ImageHorizontalFlip) == "Y";
}

std::optional<double> read_pixel_aspect(const dicom::Item& item) {
    for (const dicom::Tag tag : {tag::PresentationPixelSpacing, tag::PresentationPixelAspectRatio}) {
        const auto vertical = decimal(item, tag, 0);
        const auto horizontal = decimal(item, tag, 1);
        if (vertical && horizontal && *vertical > 0 && *horizontal > 0) return *vertical / *horizontal;
    }
    return std::nullopt;
}

// PS3.3 C.10.4. After a rotation or flip the "top left" corner may be any corner of the image's own pixels.
std::optional<DisplayedArea> read_area(const dicom::Dataset& dataset, const StateSubject& subject) {
    const bool is_big_endian = dataset.file_meta().encoding.big_endian;
    for (const dicom::Item& item : dataset.items(tag::DisplayedAreaSelectionSequence)) {
        if (!applies_to(item, subject)) continue;
        const auto first = item.find(tag::DisplayedAreaTopLeftHandCorner);
        const auto last = item.find(tag::DisplayedAreaBottomRightHandCorner);
        if (!first || !last || first->bytes().size() < 8 || last->bytes().size() < 8) return std::nullopt;
        const BinaryValues from{first->bytes(), is_big_endian};
        const BinaryValues to{last->bytes(), is_big_endian};
        DisplayedArea area;
        std::tie(area.left, area.right) = std::minmax(from.signed_32(0), to.signed_32(0));
        std::tie(area.top, area.bottom) = std::minmax(from.signed_32(1), to.signed_32(1));
        area.pixel_aspect = read_pixel_aspect(item);
        return area;
    }
    return std::nullopt;
}

std::optional<PolygonalShutter> read_polygon(const dicom::Dataset& dataset) {
    constexpr std::size_t max_vertices = 10'000;
    const auto element = dataset.find(tag::VerticesOfThePolygonalShutter);
    if (!element) return std::nullopt;
    const std::vector<std::int64_t> numbers = element->integers();
    if (numbers.size() < 6 || numbers.size() / 2 > max_vertices) return std::nullopt;
    PolygonalShutter polygon;
    for (std::size_t index = 0; index + 1 < numbers.size(); index += 2) {  // row, then column
        polygon.vertices.push_back({static_cast<double>(numbers[index + 1]), static_cast<double>(numbers[index])});
    }
    return polygon;
}

// PS3.3 C.7.6.11.
void read_shutters(const dicom::Dataset& dataset, PresentationState& state) {
    for (const std::string& shape : dataset.texts(tag::ShutterShape)) {
        if (shape == "RECTANGULAR") {
            const auto left = dataset.integer(tag::ShutterLeftVerticalEdge);
            const auto right = dataset.integer(tag::ShutterRightVerticalEdge);
            const auto upper = dataset.integer(tag::ShutterUpperHorizontalEdge);
            const auto lower = dataset.integer(tag::ShutterLowerHorizontalEdge);
            if (left && right && upper && lower)
                state.shutters.emplace_back(RectangularShutter{*left, *right, *upper, *lower});
        } else if (shape == "CIRCULAR") {
            const auto row = decimal(dataset, tag::CenterOfCircularShutter, 0);
            const auto column = decimal(dataset, tag::CenterOfCircularShutter, 1);
            const auto radius = decimal(dataset, tag::RadiusOfCircularShutter);
            if (row && column && radius) state.shutters.emplace_back(CircularShutter{*row, *column, *radius});
        } else if (shape == "POLYGONAL") {
            if (auto polygon = read_polygon(dataset)) state.shutters.emplace_back(*std::move(polygon));
        }
    }
    const std::int64_t grey = dataset.integer(tag::ShutterPresentationValue).value_or(0);
    state.shutter_grey = static_cast<std::uint8_t>(std::clamp<std::int64_t>(grey, 0, 0xFFFF) / 257);
}

}  // namespace

PresentationState read_presentation_state(const dicom::Dataset& state, const StateSubject& subject) {
    const std::string sop_class_uid = state.text(dicom::tag::SOPClassUID);
    const bool is_grayscale = sop_class_uid == dicom::uid::GrayscaleSoftcopyPresentationStateStorage;
    if (!is_grayscale && sop_class_uid != dicom::uid::ColorSoftcopyPresentationStateStorage)
        throw Error{ErrorKind::invalid, "only grayscale and colour softcopy presentation states are rendered"};
    if (!is_about(state, subject))
        throw Error{ErrorKind::invalid, "the presentation state does not refer to this frame of this image"};
    PresentationState read;
    read.is_grayscale = is_grayscale;
    if (is_grayscale) read_grayscale(state, subject, read);
    read_spatial_transformation(state, read);
    read.area = read_area(state, subject);
    read_shutters(state, read);
    read_graphics(state, subject, read);
    return read;
}

}  // namespace kinote::rendering
