#pragma once
// Values of the element that a walker stands at.

#include <cstddef>
#include <string>

#include "dicom/element_walker.hpp"
#include "dicom/vr.hpp"

namespace kinote::deidentification {

/// The first value, without padding, of the value's first `most` bytes; not decoded.
[[nodiscard]] std::string first_value_of(const dicom::ElementWalker& walker, dicom::Vr vr, std::size_t most);

/// All bytes of the value. @throws base::Error corrupt where the object ends within it.
[[nodiscard]] std::string whole_value_of(const dicom::ElementWalker& walker);

/// Reads a value of IS, DS or CS in pieces: false where it holds what its VR cannot. True for every other VR, unread.
/// @throws as whole_value_of().
[[nodiscard]] bool holds_what_it_may(const dicom::ElementWalker& walker, dicom::Vr vr);

}  // namespace kinote::deidentification
