#include "rendering/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "dicom/dataset.hpp"
#include "rendering/annotation.hpp"
#include "rendering/attribute.hpp"
#include "rendering/color.hpp"
#include "rendering/encoder.hpp"
#include "rendering/grayscale_attributes.hpp"
#include "rendering/image_object.hpp"
#include "rendering/presentation_state.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::uint32_t max_picture_side = 65'500;    // what a JPEG can say
constexpr double most_enlarged_pixels = 4096 * 4096;  // nothing is seen in what is larger

std::optional<PresentationState> read_state(const RenderRequest& request, const ImageObject& image) {
    if (request.presentation_state == nullptr) return std::nullopt;
    return read_presentation_state(dicom::Dataset::read(*request.presentation_state),
                                   {.sop_instance_uid = image.header().text(dicom::tag::SOPInstanceUID),
                                    .frame = request.frame,
                                    .is_signed = image.format().is_signed});
}

void choose_voi(GrayscaleTransform& transform, Voi voi) {
    std::visit([&](auto& chosen) { transform.voi = std::move(chosen); }, voi);
}

GrayscaleTransform choose_transform(const RenderRequest& request, const ImageObject& image,
                                    std::optional<PresentationState>& state) {
    GrayscaleTransform transform = read_transform(image, request.frame - 1);
    if (state && state->is_grayscale) {
        transform.modality = std::move(state->modality);
        if (state->voi) choose_voi(transform, *std::move(state->voi));
        transform.presentation = std::move(state->presentation);
        // The state alone decides, not the Photometric Interpretation (PS3.3 C.11.6.1.2).
        transform.is_inverse = state->is_inverse;
    }
    if (request.window) {
        const WindowChoice& window = *request.window;
        if (!(window.width > 0)) throw Error{ErrorKind::invalid, "the width of a window is above 0"};
        const auto usual = window.width < 1 ? WindowFunction::linear_exact : WindowFunction::linear;
        choose_voi(transform, Window{window.center, window.width, window.function.value_or(usual)});
    }
    return transform;
}

Raster render_pixels(const RenderRequest& request, const ImageObject& image, std::optional<PresentationState>& state) {
    const DecodedFrame frame = decode_frame(image, request.frame - 1);
    if (frame.format.samples == 3) return render_color(frame);
    if (frame.format.photometric == Photometric::palette_color) return render_palette(frame, read_palette(image));
    return render_grayscale(frame, choose_transform(request, image, state), read_padding(image));
}

// Height of a pixel by its width: of its place on the body, else as it is said (PS3.3 C.7.6.3.1.7).
double pixel_aspect(const ImageObject& image, std::uint32_t frame) {
    const auto ratio = [](const dicom::Item& item, dicom::Tag tag) -> std::optional<double> {
        const auto vertical = decimal(item, tag, 0);
        const auto horizontal = decimal(item, tag, 1);
        if (!vertical || !horizontal || *vertical <= 0 || *horizontal <= 0) return std::nullopt;
        return *vertical / *horizontal;
    };
    if (const auto group = image.functional_group(tag::PixelMeasuresSequence, frame)) {
        if (const auto found = ratio(*group, tag::PixelSpacing)) return *found;
    }
    for (const dicom::Tag tag :
         {tag::PixelSpacing, tag::ImagerPixelSpacing, tag::NominalScannedPixelSpacing, tag::PixelAspectRatio}) {
        if (const auto found = ratio(image.header(), tag)) return *found;
    }
    return 1;
}

Placement place_area(const PixelFormat& format, const std::optional<PresentationState>& state) {
    Placement placement;
    placement.width = format.columns;
    placement.height = format.rows;
    if (!state) return placement;
    placement.quarter_turns = state->quarter_turns;
    placement.is_flipped = state->is_flipped;
    if (!state->area) return placement;
    placement.left = static_cast<double>(state->area->left - 1);
    placement.top = static_cast<double>(state->area->top - 1);
    placement.width = static_cast<double>(state->area->right - state->area->left + 1);
    placement.height = static_cast<double>(state->area->bottom - state->area->top + 1);
    constexpr double most = 4;  // times the image: larger is no sensible wish
    if (placement.width > most * format.columns || placement.height > most * format.rows ||
        placement.width * placement.height > static_cast<double>(max_frame_pixels))
        throw Error{ErrorKind::invalid, "the presentation state's displayed area is too large"};
    return placement;
}

Placement place_region(const PixelFormat& format, const SourceRegion& region) {
    const bool begins_inside = region.left < format.columns && region.top < format.rows;
    if (!begins_inside || region.width > format.columns - region.left || region.height > format.rows - region.top) {
        throw Error{ErrorKind::invalid, fmt::format("the part that is asked for lies beyond the image, which has {} "
                                                    "columns and {} rows",
                                                    format.columns, format.rows)};
    }
    Placement placement;
    placement.left = region.left;
    placement.top = region.top;
    placement.width = region.width == 0 ? format.columns - region.left : region.width;
    placement.height = region.height == 0 ? format.rows - region.top : region.height;
    return placement;
}

// The size of the picture: square pixels, none of the image's lost, then as large or small as is asked for.
void set_size(Placement& placement, double aspect, const RenderRequest& request) {
    constexpr double steepest = 20;
    constexpr double negligible = 0.005;
    if (aspect > steepest || aspect < 1 / steepest || std::abs(aspect - 1) < negligible) aspect = 1;
    double width = placement.width * std::max(1.0, 1 / aspect);
    double height = placement.height * std::max(1.0, aspect);
    if (placement.quarter_turns % 2 == 1) std::swap(width, height);
    const auto limit = [](std::uint32_t asked) {
        return static_cast<double>(asked == 0 ? max_picture_side : std::min(asked, max_picture_side));
    };
    const auto area = static_cast<double>(max_frame_pixels);
    const bool is_limited = request.max_width != 0 || request.max_height != 0;
    const double largest =
        request.is_enlarged && is_limited ? std::max(1.0, std::sqrt(most_enlarged_pixels / (width * height))) : 1;
    const double scale = std::min({largest, limit(request.max_width) / width, limit(request.max_height) / height,
                                   std::sqrt(area / (width * height))});
    placement.picture_width = static_cast<std::uint32_t>(std::max(1.0, std::round(width * scale)));
    placement.picture_height = static_cast<std::uint32_t>(std::max(1.0, std::round(height * scale)));
}

Raster lay_out(Raster raster, const Placement& placement) {
    const auto width = static_cast<std::uint32_t>(placement.width);
    const auto height = static_cast<std::uint32_t>(placement.height);
    const auto left = static_cast<std::int64_t>(placement.left);
    const auto top = static_cast<std::int64_t>(placement.top);
    if (left != 0 || top != 0 || width != raster.width || height != raster.height)
        raster = crop(raster, left, top, width, height, 0);
    raster = rotate(std::move(raster), placement.quarter_turns);
    if (placement.is_flipped) flip(raster);
    return resize(std::move(raster), placement.picture_width, placement.picture_height);
}

}  // namespace

RenderedFrame render_frame(const RenderRequest& request) {
    const ImageObject image{request.object};
    if (request.frame < 1 || request.frame > image.number_of_frames()) {
        throw Error{ErrorKind::not_found,
                    fmt::format("there is no frame {}: the image has {}", request.frame, image.number_of_frames())};
    }
    std::optional<PresentationState> state = read_state(request, image);
    Placement placement =
        request.region && !state ? place_region(image.format(), *request.region) : place_area(image.format(), state);
    const bool has_aspect = state && state->area && state->area->pixel_aspect;
    set_size(placement, has_aspect ? *state->area->pixel_aspect : pixel_aspect(image, request.frame - 1), request);

    Raster picture = render_pixels(request, image, state);
    if (request.invert) invert(picture);
    if (state) draw_shutters(picture, *state);
    picture = lay_out(std::move(picture), placement);
    if (state) draw_annotations(picture, *state, placement);

    RenderedFrame rendered;
    rendered.width = picture.width;
    rendered.height = picture.height;
    const bool is_jpeg = request.format == PictureFormat::jpeg;
    rendered.bytes = is_jpeg ? encode_jpeg(picture, request.quality) : encode_png(picture);
    rendered.content_type = is_jpeg ? "image/jpeg" : "image/png";
    return rendered;
}

}  // namespace kinote::rendering
