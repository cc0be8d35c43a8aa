#pragma once
// The grayscale transformation that an image, or a part of a presentation state, asks for.

#include <optional>
#include <variant>

#include "dicom/dataset.hpp"
#include "rendering/grayscale.hpp"
#include "rendering/image_object.hpp"

namespace kinote::rendering {

using Modality = std::variant<Rescale, LookupTable>;
using Voi = std::variant<Window, LookupTable>;

/// How the values of an item's attributes are to be read.
struct Reading {
    bool can_be_negative = false;  ///< the inputs of lookup tables
    bool is_big_endian = false;
};

/// The number at the index of a DS or IS attribute; nothing where it is absent or no finite number.
[[nodiscard]] std::optional<double> decimal(const dicom::Item& item, dicom::Tag tag, std::size_t index = 0);

/// Modality LUT Sequence, else Rescale Slope and Intercept. Nothing where the item has neither.
[[nodiscard]] std::optional<Modality> read_modality(const dicom::Item& item, const Reading& reading);

/// VOI LUT Sequence, else the first window. Nothing where the item has neither, or only a window that is none.
[[nodiscard]] std::optional<Voi> read_voi(const dicom::Item& item, const Reading& reading);

/// The whole transformation of an image's frame, from its functional groups and its attributes. @param frame from 0.
[[nodiscard]] GrayscaleTransform read_transform(const ImageObject& image, std::uint32_t frame);

/// Pixel Padding Value, with its range.
[[nodiscard]] std::optional<Padding> read_padding(const ImageObject& image);

}  // namespace kinote::rendering
