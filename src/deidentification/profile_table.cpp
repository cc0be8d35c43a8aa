#include "deidentification/profile_table.hpp"

#include <algorithm>
#include <cstdlib>

namespace kinote::deidentification {
namespace {

std::span<const AttributeRule> rules_of_group(std::uint16_t group) {
    if (group <= 0x0020) return rules_of_image_attributes();
    if (group <= 0x0040) return rules_of_procedure_attributes();
    if (group < 0x3000) return rules_of_document_attributes();
    return rules_of_therapy_attributes();
}

}  // namespace

std::string_view to_string(Action action) {
    switch (action) {
        case Action::keep: return "kept";
        case Action::remove: return "removed";
        case Action::empty: return "emptied";
        case Action::replace: return "replaced";
        case Action::map: return "mapped";
        case Action::patient_name:
        case Action::patient_id: return "pseudonym";
        case Action::relabel: return "relabelled";
    }
    std::abort();
}

const AttributeRule* find_rule(dicom::Tag tag) {
    const auto rules = rules_of_group(tag.group);
    const auto found = std::ranges::lower_bound(rules, tag, {}, &AttributeRule::tag);
    return found != rules.end() && found->tag == tag ? &*found : nullptr;
}

}  // namespace kinote::deidentification
