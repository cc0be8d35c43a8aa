#pragma once
// What becomes of an attribute: by the confidentiality profile where it names it, else by what its VR can hold.

#include <string_view>

#include "deidentification/profile_table.hpp"
#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::deidentification {

/// Private attributes, curves and overlays, what no dictionary knows, and what belongs to no data set are removed.
/// Then the profile's table decides. Of the rest, codes, numbers and bytes are kept, and of the text only what is in
/// the table of safe ones; other text, names, dates and times are replaced, UIDs are mapped, addresses are removed.
[[nodiscard]] Action action_for(dicom::Tag tag);

/// The VR that the dictionary gives, if the written one is of its kind (text, number or bytes, sequence) or UN.
/// False where an attribute is written as something that it cannot be.
[[nodiscard]] bool is_of_its_kind(dicom::Tag tag, dicom::Vr written);

/// A value that stands in the place of one that is not to be known, fit for the VR: "ANONYMIZED", 19000101, 0.
/// Not for SQ and UI.
[[nodiscard]] std::string_view replacement_value(dicom::Vr vr);

/// What is kept because its VR cannot hold free text: false where it does all the same, as in an IS of letters or a CS
/// of more than 16 characters. True for every other VR. @param value  with its padding, all values.
[[nodiscard]] bool is_as_its_vr_demands(dicom::Vr vr, std::string_view value);

/// The designator of a coding scheme that is published, PS3.16 Table 8-1: its code meanings are the standard's words.
[[nodiscard]] bool is_published_coding_scheme(std::string_view designator);

}  // namespace kinote::deidentification
