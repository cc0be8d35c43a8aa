#pragma once
// Text attributes that devices write, not people: they say how an image was made, or belong to a code. Only these keep
// their text where the confidentiality profile names no action.

#include <span>

#include "dicom/tag.hpp"

namespace kinote::deidentification {

/// In the order of the tags.
[[nodiscard]] std::span<const dicom::Tag> safe_text_attributes();

[[nodiscard]] bool is_safe_text(dicom::Tag tag);

}  // namespace kinote::deidentification
