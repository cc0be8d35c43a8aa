#pragma once
// The data dictionary, PS3.6: DCMTK's, copied once when first used, with the attributes that are newer than it.
// Look-ups take no lock.

#include <optional>
#include <string>
#include <string_view>

#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom {

/// The VR that an attribute has in Implicit VR, UN where unknown: US for US or SS, OW for OB or OW (PS3.5 Annex A.1).
[[nodiscard]] Vr dictionary_vr(Tag tag);

/// E.g. "ContentSequence"; empty where unknown.
[[nodiscard]] std::string_view keyword_of(Tag tag);

/// The attribute with that keyword, as PS3.6 spells it; nothing where there is none.
[[nodiscard]] std::optional<Tag> find_tag(std::string_view keyword);

/// The keyword, else "(gggg,eeee)".
[[nodiscard]] std::string keyword_or_number(Tag tag);

}  // namespace kinote::dicom
