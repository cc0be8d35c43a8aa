#include "note/content_item.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

constexpr std::array value_types{
    std::pair{std::string_view{"TEXT"}, ValueType::text},
    std::pair{std::string_view{"CODE"}, ValueType::code},
    std::pair{std::string_view{"PNAME"}, ValueType::person_name},
    std::pair{std::string_view{"UIDREF"}, ValueType::uid_reference},
    std::pair{std::string_view{"IMAGE"}, ValueType::image},
    std::pair{std::string_view{"WAVEFORM"}, ValueType::waveform},
    std::pair{std::string_view{"COMPOSITE"}, ValueType::composite},
    std::pair{std::string_view{"CONTAINER"}, ValueType::container},
};

constexpr std::array relationships{
    std::pair{std::string_view{"CONTAINS"}, Relationship::contains},
    std::pair{std::string_view{"HAS OBS CONTEXT"}, Relationship::has_observation_context},
    std::pair{std::string_view{"HAS CONCEPT MOD"}, Relationship::has_concept_modifier},
    std::pair{std::string_view{""}, Relationship::absent},
};

}  // namespace

ValueType value_type_of(const dicom::Item& item) {
    const std::string word = item.text(tag::ValueType);
    for (const auto& [name, type] : value_types) {
        if (word == name) return type;
    }
    return ValueType::other;
}

Relationship relationship_of(const dicom::Item& item) {
    const std::string word = item.text(tag::RelationshipType);
    for (const auto& [name, relationship] : relationships) {
        if (word == name) return relationship;
    }
    return Relationship::other;
}

bool is_reference(ValueType type) {
    return type == ValueType::image || type == ValueType::waveform || type == ValueType::composite;
}

Code code_in(const dicom::Item& item, dicom::Tag sequence) {
    const auto first = item.items(sequence).first();
    if (!first) return {};
    Code code{first->text(tag::CodeValue), first->text(tag::CodingSchemeDesignator), first->text(tag::CodeMeaning)};
    if (code.value.empty()) code.value = first->text(tag::LongCodeValue);
    if (code.value.empty()) code.value = first->text(tag::URNCodeValue);
    return code;
}

std::string lines_in(const dicom::Item& item, dicom::Tag tag) {
    const std::string text = item.text(tag);
    std::string lines;
    lines.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] != '\r') {
            lines += text[index];
        } else if (index + 1 == text.size() || text[index + 1] != '\n') {
            lines += '\n';
        }
    }
    return lines;
}

}  // namespace kinote::note
