#include "legacy_migration/note_judge.hpp"

#include <functional>

#include "base/folded_text.hpp"

namespace kinote::legacy_migration {
namespace {

using database::NoteOutcome;
using database::PatientAttributes;

std::uint32_t fingerprint(const std::string& text) {
    if (text.empty()) return 0;
    const std::size_t hash = std::hash<std::string>{}(text);
    const auto folded_hash = static_cast<std::uint32_t>(hash ^ (hash >> 32U));
    return folded_hash == 0 ? 1 : folded_hash;
}

std::string print_text(std::uint32_t print) { return print == 0 ? std::string{} : std::to_string(print); }

// Where an object that is not here lies, as far as the source tells. What would be known in part is left open as a
// whole: it is told when the object arrives.
void place_by_source(const BuiltNote& note, note::NoteReference& reference) {
    if (reference.study_instance_uid.empty()) reference.study_instance_uid = note.content.study_instance_uid;
    if (reference.series_instance_uid.empty() || reference.study_instance_uid.empty()) {
        reference.study_instance_uid.clear();
        reference.series_instance_uid.clear();
    }
}

// A presentation state that the source places lies in the study of what is shown with it.
void place_presentation_state(const BuiltNote& note, note::NoteReference& reference) {
    if (reference.presentation_state_series_instance_uid.empty()) return;
    reference.presentation_state_study_instance_uid =
        reference.study_instance_uid.empty() ? note.content.study_instance_uid : reference.study_instance_uid;
}

}  // namespace

PatientAttributes patient_of(const BuiltNote& note) {
    const note::NotePatient& patient = note.content.patient;
    return {patient.id, patient.issuer_of_id, patient.name, patient.birth_date, patient.sex};
}

bool is_completed_by(const database::StudyRow& study, const PatientAttributes& patient) {
    return study.established_by == database::EstablishedBy::note && study.patient_attributes.patient_id.empty() &&
           !patient.patient_id.empty();
}

std::optional<PatientAttributes> StudyMemory::find(const std::string& study_instance_uid) const {
    const auto found = prints_.find(std::hash<std::string>{}(study_instance_uid));
    if (found == prints_.end()) return std::nullopt;
    const Prints& prints = found->second;
    return PatientAttributes{print_text(prints.id), print_text(prints.issuer), print_text(prints.name),
                             print_text(prints.birth_date), ""};
}

void StudyMemory::remember(const std::string& study_instance_uid, const PatientAttributes& patient, bool completes) {
    const Prints prints{fingerprint(patient.patient_id), fingerprint(patient.issuer_of_patient_id),
                        fingerprint(base::folded(patient.patient_name)), fingerprint(patient.birth_date)};
    const auto [place, is_new] = prints_.try_emplace(std::hash<std::string>{}(study_instance_uid), prints);
    if (!is_new && completes && place->second.id == 0) place->second = prints;
}

PatientAttributes StudyMemory::fingerprints(const PatientAttributes& patient) {
    return {print_text(fingerprint(patient.patient_id)), print_text(fingerprint(patient.issuer_of_patient_id)),
            print_text(fingerprint(base::folded(patient.patient_name))), print_text(fingerprint(patient.birth_date)),
            ""};
}

JudgedNote NoteJudge::judge(BuiltNote& note) {
    JudgedNote judged;
    if (!note.is_note) {
        judged.reason = note.source_note_id.empty() ? "a reference whose source_note_id cannot be read"
                                                    : "no note has this source_note_id";
        return judged;
    }
    judged.outcome = NoteOutcome::rejected;
    judged.reason = note.rejection;
    if (!note.rejection.empty()) return judged;
    const auto present = index_.taken_over.find(note.source_note_id);
    if (present != index_.taken_over.end()) judged.present = &present->second;
    resolve(note, judged);
    if (note.content.study_instance_uid.empty() && !note.is_deleted) {
        judged.reason =
            "its study is not known: neither the note nor a reference names one, and no object of it is here";
        return judged;
    }
    judged.reason = note.remark;
    if (judged.present != nullptr) {
        judge_present(note, judged);
    } else if (note.is_deleted) {
        judged.outcome = NoteOutcome::deleted_in_source;
        judged.reason.clear();
    } else {
        judged.outcome = NoteOutcome::migrated;
        judged.action = NoteAction::add;
    }
    if (judged.action == NoteAction::add || judged.action == NoteAction::renew) judge_patient(note, judged);
    return judged;
}

void NoteJudge::resolve(BuiltNote& note, JudgedNote& judged) const {
    std::size_t taken = 0;
    for (BuiltReference& built : note.references) {
        if (!built.is_taken) continue;
        note::NoteReference& reference = note.content.references[taken++];
        const auto object = index_.objects.find(reference.sop_instance_uid);
        if (object == index_.objects.end()) {
            if (!reference.study_instance_uid.empty()) judged.studies.insert(reference.study_instance_uid);
            place_by_source(note, reference);
            place_presentation_state(note, reference);
            continue;
        }
        const database::InstanceSummary& here = object->second;
        if (!reference.study_instance_uid.empty() && reference.study_instance_uid != here.study_instance_uid) {
            built.reason = "its object is here in another study than the source says";
        }
        reference.study_instance_uid = here.study_instance_uid;
        reference.series_instance_uid = here.series_instance_uid;
        reference.sop_class_uid = here.sop_class_uid;
        place_presentation_state(note, reference);
        judged.studies.insert(here.study_instance_uid);
    }
    for (const note::NoteReference& reference : note.content.references) {
        if (!note.content.study_instance_uid.empty()) break;
        note.content.study_instance_uid = reference.study_instance_uid;
        note.study.study_instance_uid = reference.study_instance_uid;
    }
    if (!note.content.study_instance_uid.empty()) judged.studies.insert(note.content.study_instance_uid);
}

void NoteJudge::judge_present(const BuiltNote& note, JudgedNote& judged) {
    const database::TakenOverNote& present = *judged.present;
    const bool is_unchanged = present.source_digest == note.source_digest;
    const std::string& study = note.content.study_instance_uid;
    if (is_unchanged && note.is_deleted) {
        judged.outcome = NoteOutcome::deleted_in_source;
        judged.reason.clear();
    } else if (is_unchanged) {
        judged.outcome = present.is_withheld ? NoteOutcome::other_patient : NoteOutcome::already_there;
        judged.is_other_patient = present.is_withheld;
    } else if (present.is_changed_here) {
        judged.outcome = NoteOutcome::conflict;
        judged.reason = note.is_deleted ? "deleted in the source, and changed here: ours stays"
                                        : "changed in the source, and changed here: ours stays";
    } else if (note.is_deleted) {
        judged.outcome = NoteOutcome::deleted_in_source;
        judged.reason = "the note that an earlier run took over is withdrawn";
        judged.action = NoteAction::withdraw;
    } else if (study != present.study_instance_uid) {
        judged.outcome = NoteOutcome::conflict;
        judged.reason = "its source_note_id was that of a note of another study: the earlier one stays";
    } else {
        judged.outcome = NoteOutcome::updated;
        judged.action = NoteAction::renew;
    }
}

void NoteJudge::judge_patient(const BuiltNote& note, JudgedNote& judged) {
    for (const std::string& study : judged.studies) {
        if (is_of_other_patient(note, judged, study)) judged.is_other_patient = true;
    }
    for (const std::string& study : judged.studies) tell_patient(study, patient_of(note), !judged.is_other_patient);
    if (!judged.is_other_patient) return;
    judged.outcome = NoteOutcome::other_patient;
    add_remark(judged.reason, "its study is known here under another patient");
}

// Of a study that is new, or that notes alone know of without a Patient ID, the notes behind this one are told.
void NoteJudge::tell_patient(const std::string& study_instance_uid, const PatientAttributes& patient,
                             bool is_believed) {
    const auto known = index_.studies.find(study_instance_uid);
    const bool is_new_study = known == index_.studies.end();
    if (!is_new_study && !(is_believed && is_completed_by(known->second, patient))) return;
    const auto [told, is_first] = told_.try_emplace(study_instance_uid, patient);
    if (!is_first && is_believed && told->second.patient_id.empty()) told->second = patient;
    if (memory_ != nullptr) memory_->remember(study_instance_uid, patient, is_believed);
}

bool NoteJudge::is_of_other_patient(const BuiltNote& note, const JudgedNote& judged,
                                    const std::string& study_instance_uid) const {
    const PatientAttributes patient = patient_of(note);
    const auto told = told_.find(study_instance_uid);
    if (told != told_.end()) return !database::can_be_same_patient(patient, told->second);
    if (memory_ != nullptr) {
        const auto remembered = memory_->find(study_instance_uid);
        if (remembered) return !database::can_be_same_patient(StudyMemory::fingerprints(patient), *remembered);
    }
    const auto known = index_.studies.find(study_instance_uid);
    if (known != index_.studies.end()) {
        // What only this note's earlier version said of the study, it may say otherwise now.
        const bool is_own_word = judged.present != nullptr && !judged.present->is_withheld &&
                                 known->second.established_by == database::EstablishedBy::note;
        return !is_own_word && !database::can_be_same_patient(patient, known->second.patient_attributes);
    }
    return false;
}

}  // namespace kinote::legacy_migration
