#include "note/reference_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"
#include "note/same_patient.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

const Place& evidence_place() {
    static const Place place = Place{}.in(tag::CurrentRequestedProcedureEvidenceSequence);
    return place;
}

/// What two references must differ in to be two: an object may be shown with several frames or presentation states.
std::string key_of(const NoteReference& reference) {
    std::string key = reference.sop_instance_uid + ' ' + reference.presentation_state_uid;
    for (const std::int32_t frame : reference.frames) key += ' ' + std::to_string(frame);
    return key;
}

class ReferenceJoiner {
public:
    ReferenceJoiner(const ReferenceContext& context, FindingList& findings)
        : context_{context}, findings_{findings}, own_uid_{context.kos.text(tag::SOPInstanceUID)} {}

    std::vector<NoteReference> join(std::vector<TreeReference> tree) {
        // What stands in the tree itself comes first; a library below it adds what is nowhere else.
        std::ranges::stable_partition(tree, [](const TreeReference& entry) { return !entry.is_in_library; });
        for (TreeReference& entry : tree) add_from_tree(std::move(entry));
        if (references_.empty()) {
            add_from_evidence();
        } else {
            judge_surplus();
        }
        if (references_.empty()) {
            findings_.error(RuleId::K03, Place{}.in(tag::ContentSequence), "the document references no object");
        }
        return std::move(references_);
    }

private:
    void add_from_tree(TreeReference entry) {
        NoteReference& reference = entry.reference;
        if (entry.is_in_library && in_tree_.contains(reference.sop_instance_uid)) return;
        in_tree_.insert(reference.sop_instance_uid);
        if (!reference.presentation_state_uid.empty()) in_tree_.insert(reference.presentation_state_uid);
        if (is_self(reference, entry.place)) return;
        const std::optional<KnownObject> known = find_known(reference.sop_instance_uid);
        complete(reference, known, entry.place);
        judge_value_type(entry);
        judge_frames(reference, known, entry.place);
        if (!seen_.insert(key_of(reference)).second) {
            findings_.warning(RuleId::K26, entry.place, "the object is referenced more than once; it is taken once");
            return;
        }
        judge_presence(known, entry.place);
        references_.push_back(std::move(reference));
    }

    bool is_self(const NoteReference& reference, const Place& place) {
        if (reference.sop_instance_uid != own_uid_) return false;
        findings_.warning(RuleId::K26, place, "the document references itself; the reference is dropped");
        return true;
    }

    /// Class from the tree, else the evidence; study and series from the evidence, else what is known; frames from the
    /// tree, else the evidence.
    void complete(NoteReference& reference, const std::optional<KnownObject>& known, const Place& place) {
        const EvidenceEntry* entry = context_.evidence.find(reference.sop_instance_uid);
        if (entry != nullptr) {
            reference.study_instance_uid = entry->reference.study_instance_uid;
            reference.series_instance_uid = entry->reference.series_instance_uid;
            if (reference.frames.empty()) reference.frames = entry->reference.frames;
        } else {
            judge_absence(place);
        }
        if (known && reference.study_instance_uid.empty()) reference.study_instance_uid = known->study_instance_uid;
        if (known && reference.series_instance_uid.empty()) reference.series_instance_uid = known->series_instance_uid;
        if (!reference.presentation_state_uid.empty()) complete_presentation_state(reference, place);
        choose_class(reference, entry != nullptr ? entry->reference.sop_class_uid : "", known, place);
    }

    /// Class from the tree, else the evidence; study and series from the evidence.
    void complete_presentation_state(NoteReference& reference, const Place& place) {
        const EvidenceEntry* entry = context_.evidence.find(reference.presentation_state_uid);
        if (entry == nullptr) {
            judge_absence(place.in(tag::ReferencedSOPSequence).item(1));
            return;
        }
        const NoteReference& state = entry->reference;
        reference.presentation_state_study_instance_uid = state.study_instance_uid;
        reference.presentation_state_series_instance_uid = state.series_instance_uid;
        if (reference.presentation_state_class_uid.empty()) {
            reference.presentation_state_class_uid = state.sop_class_uid;
        }
    }

    void judge_absence(const Place& place) {
        if (context_.evidence.entries.empty()) return;  // K05 says it once
        findings_.warning(RuleId::K06, place, "the referenced object is not in the evidence");
    }

    void choose_class(NoteReference& reference, const std::string& in_evidence, const std::optional<KnownObject>& known,
                      const Place& place) {
        const std::string in_tree = std::exchange(reference.sop_class_uid, {});
        const Place here = place.in(tag::ReferencedSOPClassUID);
        for (const std::string& candidate : {in_tree, in_evidence, known ? known->sop_class_uid : std::string{}}) {
            if (candidate.empty() || candidate == reference.sop_class_uid) continue;
            if (!dicom::can_be_composite_storage(candidate)) {
                findings_.warning(RuleId::K08, here,
                                  fmt::format("{}{} is no class of composite objects", candidate, named(candidate)));
            } else if (reference.sop_class_uid.empty()) {
                reference.sop_class_uid = candidate;
            } else {
                findings_.warning(
                    RuleId::K08, here,
                    fmt::format("the object has two classes: {}{}, which is used, and {}{}", reference.sop_class_uid,
                                named(reference.sop_class_uid), candidate, named(candidate)));
            }
        }
        if (in_tree.empty() && in_evidence.empty()) {
            findings_.warning(RuleId::K08, here, "the class of the object is not said");
        }
    }

    static std::string named(std::string_view sop_class_uid) {
        const std::string_view name = dicom::sop_class_name(sop_class_uid);
        return name.empty() ? std::string{} : fmt::format(" ({})", name);
    }

    void judge_value_type(const TreeReference& entry) {
        const std::string& sop_class = entry.reference.sop_class_uid;
        if (!dicom::is_composite_storage(sop_class)) return;
        const ValueType expected = dicom::is_image_storage(sop_class) ? ValueType::image
                                   : dicom::is_waveform(sop_class)    ? ValueType::waveform
                                                                      : ValueType::composite;
        if (entry.value_type == expected) return;
        findings_.information(RuleId::K21, entry.place,
                              fmt::format("the value type does not fit {}", dicom::sop_class_name(sop_class)));
    }

    void judge_frames(NoteReference& reference, const std::optional<KnownObject>& known, const Place& place) {
        if (reference.frames.empty()) return;
        const Place here = place.in(tag::ReferencedFrameNumber);
        const bool is_single = dicom::is_composite_storage(reference.sop_class_uid) &&
                               !dicom::is_multi_frame_image(reference.sop_class_uid);
        if (is_single) {
            findings_.warning(RuleId::K22, here,
                              "the object has one frame only; the reference is taken for the whole object");
            reference.frames.clear();
        } else if (known && known->number_of_frames > 0 &&
                   std::ranges::max(reference.frames) > known->number_of_frames) {
            findings_.warning(RuleId::K22, here,
                              fmt::format("the object has {} frames; the reference is taken for the whole object",
                                          known->number_of_frames));
            reference.frames.clear();
        }
    }

    void judge_presence(const std::optional<KnownObject>& known, const Place& place) {
        const KnownObjects* objects = context_.options.known_objects;
        if (known || objects == nullptr || !objects->is_complete()) return;
        findings_.information(RuleId::K34, place, "the referenced object is not here yet");
    }

    void add_from_evidence() {
        for (const EvidenceEntry& entry : context_.evidence.entries) {
            if (is_self(entry.reference, entry.place)) continue;
            NoteReference reference = entry.reference;
            const std::optional<KnownObject> known = find_known(reference.sop_instance_uid);
            choose_class(reference, "", known, entry.place);
            judge_frames(reference, known, entry.place);
            judge_presence(known, entry.place);
            references_.push_back(std::move(reference));
        }
        if (references_.empty()) return;
        findings_.warning(RuleId::K04, evidence_place(),
                          "the content tree references nothing; the references are taken from the evidence");
    }

    /// Entries of the evidence that the tree does not reference are no key images.
    void judge_surplus() {
        const Severity severity = context_.role == NoteRole::manifest ? Severity::information : Severity::warning;
        for (const EvidenceEntry& entry : context_.evidence.entries) {
            if (in_tree_.contains(entry.reference.sop_instance_uid)) continue;
            findings_.add(RuleId::K07, severity, entry.place,
                          "the content tree does not reference this object of the evidence");
        }
        if (!context_.evidence.entries.empty()) return;
        findings_.add(RuleId::K05, context_.options.is_strict ? Severity::error : Severity::warning, evidence_place(),
                      "the evidence is missing or empty; study and series of the references are not said");
    }

    [[nodiscard]] std::optional<KnownObject> find_known(const std::string& sop_instance_uid) const {
        const KnownObjects* known = context_.options.known_objects;
        return known != nullptr ? known->find_object(sop_instance_uid) : std::nullopt;
    }

    const ReferenceContext& context_;
    FindingList& findings_;
    std::string own_uid_;
    std::unordered_set<std::string> in_tree_;  ///< objects and presentation states
    std::unordered_set<std::string> seen_;     ///< keys of references
    std::vector<NoteReference> references_;
};

void judge_studies(const ReferenceContext& context, FindingList& findings) {
    const auto& studies = context.evidence.study_instance_uids;
    if (studies.size() > 1 && !context.kos.has_value(tag::IdenticalDocumentsSequence)) {
        findings.warning(RuleId::K24, Place{}.in(tag::IdenticalDocumentsSequence),
                         fmt::format("{} studies are referenced, and no identical documents in them", studies.size()));
    }
    if (!studies.empty() && !studies.contains(context.kos.text(tag::StudyInstanceUID))) {
        findings.warning(RuleId::K25, Place{}.in(tag::StudyInstanceUID),
                         "the document's own study is not in its evidence");
    }
}

void judge_series(const ReferenceContext& context, FindingList& findings) {
    const std::string series = context.kos.text(tag::SeriesInstanceUID);
    const KnownObjects* known = context.options.known_objects;
    const auto is_other_in_series = [&](const EvidenceEntry& entry) {
        return entry.reference.series_instance_uid == series &&
               entry.reference.sop_class_uid != dicom::uid::KeyObjectSelectionDocumentStorage;
    };
    const bool is_shared = std::ranges::any_of(context.evidence.entries, is_other_in_series) ||
                           (known != nullptr && known->is_series_of_other_modality(series));
    if (!is_shared) return;
    findings.add(RuleId::K27, context.options.is_strict ? Severity::error : Severity::warning,
                 Place{}.in(tag::SeriesInstanceUID),
                 "the series holds other objects than Key Object Selection Documents");
}

void judge_patient(const ReferenceContext& context, FindingList& findings) {
    const KnownObjects* known = context.options.known_objects;
    if (known == nullptr) return;
    const std::optional<KnownPatient> patient = known->patient_of_study(context.kos.text(tag::StudyInstanceUID));
    if (!patient) return;
    const KnownPatient named{context.kos.text(tag::PatientID), context.kos.text(tag::IssuerOfPatientID),
                             context.kos.text(tag::PatientName), context.kos.text(tag::PatientBirthDate)};
    if (can_be_same_patient(named, *patient)) return;
    findings.error(RuleId::K33, Place{}.in(tag::PatientID),
                   "the patient is not the one of the study as it is known here");
}

}  // namespace

std::vector<NoteReference> join_references(std::vector<TreeReference> tree, const ReferenceContext& context,
                                           FindingList& findings) {
    judge_studies(context, findings);
    judge_series(context, findings);
    judge_patient(context, findings);
    return ReferenceJoiner{context, findings}.join(std::move(tree));
}

}  // namespace kinote::note
