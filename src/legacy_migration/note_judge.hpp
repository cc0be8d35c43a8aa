#pragma once
// What becomes of a note of the source, in the light of what is here.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "database/migration_table.hpp"
#include "legacy_migration/batch_index.hpp"
#include "legacy_migration/note_builder.hpp"

namespace kinote::legacy_migration {

/// What is to be done for a note.
enum class NoteAction : std::uint8_t {
    none,
    add,       ///< a new note
    renew,     ///< another version of a note that is here
    withdraw,  ///< the note that is here was deleted in the source
};

struct JudgedNote {
    std::optional<database::NoteOutcome> outcome;  ///< absent: references without a note
    std::string reason;
    NoteAction action = NoteAction::none;
    const database::TakenOverNote* present = nullptr;  ///< the note that is here; of the BatchIndex
    bool is_other_patient = false;
    std::set<std::string> studies;  ///< that it is to be listed under
};

/// The patients of studies that a run has met, and that are in no table because it is a dry one. Keeps fingerprints:
/// 24 bytes a study, and what a map needs around them.
class StudyMemory {
public:
    /// The patient that the study was remembered with: the attributes are fingerprints, good for comparing with those
    /// of fingerprints() alone.
    [[nodiscard]] std::optional<database::PatientAttributes> find(const std::string& study_instance_uid) const;
    /// @param completes  replaces one that was remembered without a Patient ID.
    void remember(const std::string& study_instance_uid, const database::PatientAttributes& patient, bool completes);
    [[nodiscard]] static database::PatientAttributes fingerprints(const database::PatientAttributes& patient);

private:
    struct Prints {
        std::uint32_t id = 0;
        std::uint32_t issuer = 0;
        std::uint32_t name = 0;
        std::uint32_t birth_date = 0;
    };
    std::unordered_map<std::uint64_t, Prints> prints_;
};

/// Judges the notes of a batch in their order. One batch, one thread.
class NoteJudge {
public:
    /// @param index   of the batch; outlives this. @param memory  of a dry run; null where studies are written.
    NoteJudge(const BatchIndex& index, StudyMemory* memory) : index_{index}, memory_{memory} {}

    /// Tells the note's references where their objects lie, and decides. @param note  judged again, it is judged alike.
    [[nodiscard]] JudgedNote judge(BuiltNote& note);

private:
    void resolve(BuiltNote& note, JudgedNote& judged) const;
    static void judge_present(const BuiltNote& note, JudgedNote& judged);
    void judge_patient(const BuiltNote& note, JudgedNote& judged);
    void tell_patient(const std::string& study_instance_uid, const database::PatientAttributes& patient,
                      bool is_believed);
    [[nodiscard]] bool is_of_other_patient(const BuiltNote& note, const JudgedNote& judged,
                                           const std::string& study_instance_uid) const;

    const BatchIndex& index_;
    StudyMemory* memory_;
    std::unordered_map<std::string, database::PatientAttributes> told_;  // of studies, by the batch's notes before
};

[[nodiscard]] database::PatientAttributes patient_of(const BuiltNote& note);
/// Whether notes alone know of the study, and none has named its patient by an ID as this one does.
[[nodiscard]] bool is_completed_by(const database::StudyRow& study, const database::PatientAttributes& patient);

}  // namespace kinote::legacy_migration
