#include "note/repaired_references.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"
#include "note/document_value.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

Evidence evidence_without_findings(const dicom::Item& kos) {
    FindingList unused;
    return read_evidence(kos, unused);
}

bool is_usable_class(const std::string& sop_class) {
    return !sop_class.empty() && dicom::can_be_composite_storage(sop_class);
}

std::string key_of_reference(const NoteReference& reference) {
    return fmt::format("{} {} {}", reference.sop_instance_uid, reference.presentation_state_uid,
                       fmt::join(reference.frames, ","));
}

void set_if_empty(std::string& field, const std::string& value) {
    if (field.empty()) field = value;
}

}  // namespace

std::optional<std::string> without_leading_zeros(std::string_view uid) {
    std::string plain;
    bool is_at_begin = true;
    for (std::size_t index = 0; index < uid.size(); ++index) {
        const bool is_zero_before_digit =
            is_at_begin && uid[index] == '0' && index + 1 < uid.size() && uid[index + 1] != '.';
        if (is_zero_before_digit) continue;
        plain += uid[index];
        is_at_begin = uid[index] == '.';
    }
    return dicom::is_well_formed_uid(plain) ? std::optional{plain} : std::nullopt;
}

RepairedReferences::RepairedReferences(const dicom::Dataset& kos, const ReadingOptions& options, const RuleSet& chosen)
    : kos_{kos}, options_{options}, chosen_{chosen}, evidence_{evidence_without_findings(kos)} {}

std::optional<KnownObject> RepairedReferences::known(const std::string& uid) const {
    return options_.known_objects != nullptr ? options_.known_objects->find_object(uid) : std::nullopt;
}

std::optional<std::string> RepairedReferences::well_formed(const std::string& uid) const {
    auto plain = without_leading_zeros(uid);
    if (!plain || (evidence_.find(*plain) == nullptr && !known(*plain))) return std::nullopt;
    return plain;
}

std::optional<std::string> RepairedReferences::uid_at(const std::string& place) const {
    const DocumentPlace found = find_place(kos_, place);
    const bool is_object = found.element && found.element->tag() == tag::ReferencedSOPInstanceUID;
    return is_object ? well_formed(found.element->text()) : std::nullopt;
}

// The object's own word goes before all; two documents' words that differ leave it open.
std::optional<std::string> RepairedReferences::class_of(const std::string& uid, const std::string& in_tree) const {
    if (const auto here = known(uid)) return here->sop_class_uid;
    const EvidenceEntry* entry = evidence_.find(uid);
    const std::string in_evidence = entry != nullptr ? entry->reference.sop_class_uid : std::string{};
    if (!is_usable_class(in_tree)) return is_usable_class(in_evidence) ? std::optional{in_evidence} : std::nullopt;
    if (is_usable_class(in_evidence) && in_evidence != in_tree) return std::nullopt;
    return in_tree;
}

std::optional<std::string> RepairedReferences::class_at(const std::string& place) const {
    const DocumentPlace found = find_place(kos_, place);
    if (!found.item) return std::nullopt;
    return class_of(found.item->text(tag::ReferencedSOPInstanceUID), found.item->text(tag::ReferencedSOPClassUID));
}

void RepairedReferences::place(NoteReference& reference) const {
    const auto here = known(reference.sop_instance_uid);
    if (const EvidenceEntry* entry = evidence_.find(reference.sop_instance_uid)) {
        set_if_empty(reference.study_instance_uid, entry->reference.study_instance_uid);
        set_if_empty(reference.series_instance_uid, entry->reference.series_instance_uid);
        set_if_empty(reference.sop_class_uid, entry->reference.sop_class_uid);
    }
    if (!here) return;
    set_if_empty(reference.study_instance_uid, here->study_instance_uid);
    set_if_empty(reference.series_instance_uid, here->series_instance_uid);
    set_if_empty(reference.sop_class_uid, here->sop_class_uid);
    if (chosen_.contains(RuleId::K08)) reference.sop_class_uid = here->sop_class_uid;
}

void RepairedReferences::place_presentation_state(NoteReference& reference) const {
    const auto here = known(reference.presentation_state_uid);
    if (const EvidenceEntry* entry = evidence_.find(reference.presentation_state_uid)) {
        set_if_empty(reference.presentation_state_study_instance_uid, entry->reference.study_instance_uid);
        set_if_empty(reference.presentation_state_series_instance_uid, entry->reference.series_instance_uid);
        set_if_empty(reference.presentation_state_class_uid, entry->reference.sop_class_uid);
    }
    if (!here) return;
    set_if_empty(reference.presentation_state_study_instance_uid, here->study_instance_uid);
    set_if_empty(reference.presentation_state_series_instance_uid, here->series_instance_uid);
    set_if_empty(reference.presentation_state_class_uid, here->sop_class_uid);
}

void RepairedReferences::repair(KeyImageNote& note) {
    std::vector<NoteReference> repaired;
    repaired.reserve(note.references.size());
    std::unordered_set<std::string> seen;  // what a mended UID names may be referenced already
    for (NoteReference reference : note.references) {
        if (chosen_.contains(RuleId::K40)) {
            for (std::string* uid : {&reference.sop_instance_uid, &reference.presentation_state_uid}) {
                if (!uid->empty() && !dicom::is_well_formed_uid(*uid)) *uid = well_formed(*uid).value_or(*uid);
            }
        }
        place(reference);
        if (!reference.presentation_state_uid.empty()) place_presentation_state(reference);
        if (seen.insert(key_of_reference(reference)).second) repaired.push_back(std::move(reference));
    }
    note.references = std::move(repaired);
}

std::size_t count_unplaced(const KeyImageNote& note) {
    return static_cast<std::size_t>(std::ranges::count_if(note.references, [](const NoteReference& reference) {
        const bool is_placed = !reference.study_instance_uid.empty() && !reference.series_instance_uid.empty() &&
                               !reference.sop_class_uid.empty();
        const bool is_state_placed =
            reference.presentation_state_uid.empty() || (!reference.presentation_state_study_instance_uid.empty() &&
                                                         !reference.presentation_state_series_instance_uid.empty() &&
                                                         !reference.presentation_state_class_uid.empty());
        return !is_placed || !is_state_placed;
    }));
}

std::set<std::string> studies_of_references(const KeyImageNote& note) {
    std::set<std::string> studies;
    for (const NoteReference& reference : note.references) {
        if (!reference.study_instance_uid.empty()) studies.insert(reference.study_instance_uid);
        if (!reference.presentation_state_study_instance_uid.empty()) {
            studies.insert(reference.presentation_state_study_instance_uid);
        }
    }
    return studies;
}

}  // namespace kinote::note
