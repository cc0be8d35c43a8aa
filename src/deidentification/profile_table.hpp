#pragma once
// PS3.15 Table E.1-1, column Basic Profile, with the combined actions resolved to the one that leaves an object valid
// in every IOD: of X/Z/D the last letter that is named. What is decided otherwise stands in docs/deidentification.md.

#include <cstdint>
#include <span>
#include <string_view>

#include "dicom/tag.hpp"

namespace kinote::deidentification {

/// What becomes of an attribute. What has no value keeps having none, whichever action it is.
enum class Action : std::uint8_t {
    keep,          ///< K; of a sequence: its items are rewritten, attribute by attribute
    remove,        ///< X
    empty,         ///< Z
    replace,       ///< D: by a fixed value of the VR
    map,           ///< U: by the UID that stands for it in this export
    patient_name,  ///< by the pseudonym
    patient_id,    ///< by the pseudonym
    relabel,       ///< by a label made from it with the export's key, so that equal ones stay equal
};

/// The word in docs/deidentification.md, e.g. "emptied".
[[nodiscard]] std::string_view to_string(Action action);

struct AttributeRule {
    dicom::Tag tag;
    Action action = Action::remove;
};

/// The rows, in the order of the tags: groups 0008 to 0020, 0022 to 0040, 0042 to 2200, 3000 and above.
[[nodiscard]] std::span<const AttributeRule> rules_of_image_attributes();
[[nodiscard]] std::span<const AttributeRule> rules_of_procedure_attributes();
[[nodiscard]] std::span<const AttributeRule> rules_of_document_attributes();
[[nodiscard]] std::span<const AttributeRule> rules_of_therapy_attributes();

/// Null where no row names the attribute.
[[nodiscard]] const AttributeRule* find_rule(dicom::Tag tag);

}  // namespace kinote::deidentification
