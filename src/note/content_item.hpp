#pragma once
// One item of the content tree (PS3.3 C.17.3) as it is read.

#include <cstdint>
#include <string>

#include "dicom/dataset.hpp"
#include "note/code.hpp"

namespace kinote::note {

enum class ValueType : std::uint8_t {
    text,
    code,
    person_name,
    uid_reference,
    image,
    waveform,
    composite,
    container,
    other
};

enum class Relationship : std::uint8_t { contains, has_observation_context, has_concept_modifier, absent, other };

[[nodiscard]] ValueType value_type_of(const dicom::Item& item);
[[nodiscard]] Relationship relationship_of(const dicom::Item& item);

/// IMAGE, WAVEFORM or COMPOSITE.
[[nodiscard]] bool is_reference(ValueType type);

/// The first code of a code sequence; empty where there is none.
[[nodiscard]] Code code_in(const dicom::Item& item, dicom::Tag sequence);

/// A text of several lines with LF between them.
[[nodiscard]] std::string lines_in(const dicom::Item& item, dicom::Tag tag);

}  // namespace kinote::note
