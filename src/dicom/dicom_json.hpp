#pragma once
// The DICOM JSON Model, PS3.18 Annex F: attributes as members of an object, written as text.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom {

/// Appends a JSON string with its quotes. @param utf8  what is no UTF-8 must have been replaced.
void append_json_string(std::string& json, std::string_view utf8);

/// Appends `"ggggeeee":{"vr":"XX"`, without the closing brace: a value may follow. A VR that is none of the standard's
/// is written as UN.
void append_json_head(std::string& json, Tag tag, Vr vr);

/// Appends `,"Value":[...]` for values of a text VR; nothing where all are empty, null in the place of an empty one
/// (F.2.5). Numbers of DS and IS become numbers with every digit they have, or strings where they are none (F.2.3).
/// @param values  UTF-8, without padding; of PN with the delimiters of their component groups.
void append_json_texts(std::string& json, Vr vr, std::span<const std::string> values);

/// Appends `,"Value":[...]` for binary numbers and tags; nothing where there are none. 64-bit integers beyond 2^53 and
/// floating point values that are no number become strings.
/// @param bytes  little endian; what does not fill a number at the end is left out.
void append_json_numbers(std::string& json, Vr vr, std::span<const std::byte> bytes);

/// Appends `,"InlineBinary":"..."` in Base64 (RFC 4648); nothing where there are no bytes.
/// @param bytes  as in Explicit VR Little Endian (F.2.7).
void append_json_binary(std::string& json, std::span<const std::byte> bytes);

/// Whether values of the VR are a list of numbers, not a stretch of bytes.
[[nodiscard]] bool is_listed_number(Vr vr);

/// Appends the whole attribute with all that is in it, and no comma before or behind.
/// @param element  of a data set in little endian, small enough to be inline as a whole.
void append_json_attribute(std::string& json, const Element& element);

}  // namespace kinote::dicom
