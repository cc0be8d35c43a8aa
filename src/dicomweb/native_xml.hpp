#pragma once
// The Native DICOM Model, PS3.19 A.1: attributes as XML.

#include <string>
#include <string_view>

namespace kinote::dicomweb {

/// One object of DICOM JSON (PS3.18 Annex F) as a document of its own, which says the same. Private attributes are
/// named as gggg00ee with their creator; where none has reserved their block, by their whole number. Memory is for the
/// XML.
/// @param json  of ours: "vr" stands before the value, attributes in the order of their tags.
/// @throws base::Error corrupt for what is no such object.
[[nodiscard]] std::string json_to_native_xml(std::string_view json);

}  // namespace kinote::dicomweb
