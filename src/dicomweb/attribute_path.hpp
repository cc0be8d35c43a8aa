#pragma once
// Attributes as requests name them, PS3.18 8.3.4.1: by keyword or number, in sequences by dots.

#include <string_view>
#include <vector>

#include "dicom/tag.hpp"

namespace kinote::dicomweb {

/// "PatientName", "00100010", "0040A043.00080100", "RequestAttributesSequence.00400009".
/// @return the tag, and before it those of the sequences around it. At most query::deepest_key of them.
/// @throws base::Error invalid, in words: no attribute of the dictionary, no sequence where one must be, too deep.
[[nodiscard]] std::vector<dicom::Tag> read_attribute_path(std::string_view text);

}  // namespace kinote::dicomweb
