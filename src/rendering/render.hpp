#pragma once
// A frame of an image as a picture for a browser.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dicom/byte_source.hpp"
#include "rendering/frame_decoder.hpp"
#include "rendering/grayscale.hpp"

namespace kinote::rendering {

enum class PictureFormat { jpeg, png };

struct WindowChoice {
    double center = 0;
    double width = 1;  ///< above 0
    /// Absent: linear, or linear exact where the width is below 1, which linear cannot have.
    std::optional<WindowFunction> function = {};
};

/// A part of an image.
struct SourceRegion {
    std::uint32_t left = 0;  ///< pixels, from 0
    std::uint32_t top = 0;
    std::uint32_t width = 0;  ///< 0: as far as the image goes
    std::uint32_t height = 0;
};

struct RenderRequest {
    /// A Part 10 object. Only its attributes and the frame asked for are read.
    const dicom::ByteSource& object;
    /// A grayscale or colour softcopy presentation state that refers to the frame; null: none.
    const dicom::ByteSource* presentation_state = nullptr;
    std::uint32_t frame = 1;      ///< from 1
    std::uint32_t max_width = 0;  ///< the picture is made smaller to fit; 0: any
    std::uint32_t max_height = 0;
    PictureFormat format = PictureFormat::jpeg;
    int quality = 90;                         ///< of a JPEG, 1 to 100
    std::optional<WindowChoice> window = {};  ///< instead of the object's or the presentation state's; grey only
    bool invert = false;
    std::optional<SourceRegion> region = {};  ///< instead of the whole image; not with a presentation state
    bool is_enlarged = false;                 ///< a small picture is made larger, to fill the largest size
};

struct RenderedFrame {
    std::string bytes;
    std::string_view content_type;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

/// Renders the frame: grey through modality LUT, VOI (presentation state, else VOI LUT, else first window, else the
/// frame's lowest to highest value) and presentation LUT; pixels as high as wide; overlay planes not drawn. A
/// presentation state without a VOI leaves the object's own in force, where PS3.4 N.2.1 would show the whole range.
/// Any thread; register_codecs() must have been called.
/// @throws base::Error invalid where the object is no image, or of a kind that is not rendered, the presentation
/// state is none for it, or the region lies beyond it; not_found where it has no such frame; corrupt where it cannot be
/// decoded.
[[nodiscard]] RenderedFrame render_frame(const RenderRequest& request);

}  // namespace kinote::rendering
