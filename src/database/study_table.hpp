#pragma once
// The tables `patient`, `study` and `series`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// UTF-8; dates as DICOM DA; empty where unknown.
struct PatientAttributes {
    std::string patient_id;
    std::string issuer_of_patient_id;
    std::string patient_name;
    std::string birth_date;
    std::string sex;
};

struct StudyAttributes {
    std::string study_instance_uid;
    std::string study_date;
    std::string study_time;
    std::string accession_number;
    std::string study_id;
    std::string description;
    std::string referring_physician_name;
};

struct SeriesAttributes {
    std::string series_instance_uid;
    std::string modality;
    std::string series_number;
    std::string description;
};

/// Whose word a study's attributes are: an object's, or, as long as none is here, a note's.
enum class EstablishedBy { object, note };

struct StudyRow {
    std::int64_t id = 0;
    std::int64_t patient = 0;
    EstablishedBy established_by = EstablishedBy::object;
    PatientAttributes patient_attributes;
};

/// False where the two say that they are different patients: the rule is note/same_patient.hpp.
[[nodiscard]] bool can_be_same_patient(const PatientAttributes& left, const PatientAttributes& right);

[[nodiscard]] std::optional<StudyRow> find_study(Connection& connection, std::string_view study_instance_uid);

struct EnsuredStudy {
    std::int64_t id = 0;
    /// As this transaction found it, and, where an object asks, as it stays until its end; absent where it was made
    /// here.
    std::optional<StudyRow> before;
};
/// The study's row, made where it is absent. What a note has said is replaced by what an object says.
EnsuredStudy ensure_study(Transaction& transaction, const PatientAttributes& patient, const StudyAttributes& study,
                          EstablishedBy established_by, std::int64_t now_ms);
/// Says whose a study is that only notes know of and that has no Patient ID yet: what comes later is compared with it.
void name_patient_of_study(Transaction& transaction, std::int64_t study, const PatientAttributes& patient);
/// The id of the study's series, made where it is absent.
std::int64_t ensure_series(Transaction& transaction, std::int64_t study, const SeriesAttributes& series);

/// Recounts the visible notes of a study, after one became visible or hidden.
void recount_notes(Transaction& transaction, std::int64_t study);
/// Counts a note that this transaction has added and that is visible.
void count_new_note(Transaction& transaction, std::int64_t study);

}  // namespace kinote::database
