#pragma once
// Attributes that are newer than DCMTK's dictionary.

#include <span>
#include <string_view>

#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom {

struct Attribute {
    Tag tag;
    Vr vr;
    std::string_view keyword;
};

/// What PS3.6, edition 2026b, has beyond edition 2021b, in the order of the tags.
[[nodiscard]] std::span<const Attribute> newer_attributes();

}  // namespace kinote::dicom
