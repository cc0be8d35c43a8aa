#include "database/study_table.hpp"

#include <utility>

#include "base/folded_text.hpp"
#include "database/door.hpp"
#include "note/same_patient.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_study_by_uid_sql{R"(
    SELECT s.id, s.patient, s.established_by, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.birth_date, p.sex
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE s.study_instance_uid = $1)"};

// Taken first and read afterwards: a read that waited for the row would not see the patient that another has just made.
constexpr Statement take_study_sql{"SELECT 1 FROM study WHERE study_instance_uid = $1 {for_no_key_update}"};

constexpr Statement find_patient_sql{
    "SELECT id FROM patient WHERE patient_id = $1 AND issuer_of_patient_id = $2 AND patient_id <> ''"};

// The update on conflict changes nothing: it makes RETURNING give the row that another has just added. It names a
// column of no key, as PostgreSQL would else lock the row against every foreign key that points at it, and arrivals of
// one study would deadlock. So does that of a series.
constexpr Statement add_patient_sql{R"(
    INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (patient_id, issuer_of_patient_id) WHERE patient_id <> ''
       DO UPDATE SET sex = patient.sex
    RETURNING id)"};

constexpr Statement add_study_sql{R"(
    INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                       referring_physician_name, established_by, created_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (study_instance_uid) DO NOTHING
    RETURNING id)"};

constexpr Statement take_over_study_sql{R"(
    UPDATE study
       SET patient = $2, study_date = $3, study_time = $4, accession_number = $5, study_id = $6, description = $7,
           referring_physician_name = $8, established_by = 'object'
     WHERE id = $1 AND established_by = 'note')"};

constexpr Statement name_patient_sql{"UPDATE study SET patient = $2 WHERE id = $1 AND established_by = 'note'"};

constexpr Statement add_series_sql{R"(
    INSERT INTO series (study, series_instance_uid, modality, series_number, description)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (study, series_instance_uid) DO UPDATE SET modality = series.modality
    RETURNING id)"};

// A count that waited for another's would not see what that one has counted: the row is taken first, then counted for.
constexpr Statement take_for_recount_study_sql{"SELECT 1 FROM study WHERE id = $1 {for_no_key_update}"};
constexpr Statement recount_study_sql = visible<Door::studies>(R"(
    UPDATE study
       SET note_count = (SELECT count(DISTINCT v.note)
                           FROM note_study ns JOIN visible_note_version v ON v.id = ns.note_version
                          WHERE ns.study = study.id AND v.state = 'current')
     WHERE id = $1)");

constexpr Statement count_new_sql{"UPDATE study SET note_count = note_count + 1 WHERE id = $1"};

std::string_view to_text(EstablishedBy by) { return by == EstablishedBy::object ? "object" : "note"; }
EstablishedBy established_by_from(std::string_view text) {
    return text == "object" ? EstablishedBy::object : EstablishedBy::note;
}

std::int64_t ensure_patient(Transaction& transaction, const PatientAttributes& patient) {
    {
        Rows rows = transaction.query(find_patient_sql, {patient.patient_id, patient.issuer_of_patient_id});
        if (rows.next()) return rows.integer(0);
    }
    Rows rows =
        transaction.query(add_patient_sql, {patient.patient_id, patient.issuer_of_patient_id, patient.patient_name,
                                            base::searchable(patient.patient_name), patient.birth_date, patient.sex});
    rows.next();
    return rows.integer(0);
}

note::KnownPatient known(const PatientAttributes& patient) {
    return {patient.patient_id, patient.issuer_of_patient_id, patient.patient_name, patient.birth_date};
}

void take_over(Transaction& transaction, std::int64_t id, std::int64_t patient, const StudyAttributes& study) {
    transaction.execute(take_over_study_sql, {id, patient, study.study_date, study.study_time, study.accession_number,
                                              study.study_id, study.description, study.referring_physician_name});
}

}  // namespace

bool can_be_same_patient(const PatientAttributes& left, const PatientAttributes& right) {
    return note::can_be_same_patient(known(left), known(right));
}

std::optional<StudyRow> find_study(Connection& connection, std::string_view study_instance_uid) {
    Rows rows = connection.query(find_study_by_uid_sql, {study_instance_uid});
    if (!rows.next()) return std::nullopt;
    return StudyRow{rows.integer(0),
                    rows.integer(1),
                    established_by_from(rows.text(2)),
                    {rows.string(3), rows.string(4), rows.string(5), rows.string(6), rows.string(7)}};
}

EnsuredStudy ensure_study(Transaction& transaction, const PatientAttributes& patient, const StudyAttributes& study,
                          EstablishedBy established_by, std::int64_t now_ms) {
    for (;;) {
        if (established_by == EstablishedBy::object) transaction.execute(take_study_sql, {study.study_instance_uid});
        std::optional<StudyRow> found = find_study(transaction.connection(), study.study_instance_uid);
        if (found && (found->established_by == EstablishedBy::object || established_by == EstablishedBy::note)) {
            return {found->id, std::move(found)};
        }
        const std::int64_t patient_row = ensure_patient(transaction, patient);
        if (found) {
            take_over(transaction, found->id, patient_row, study);
            return {found->id, std::move(found)};
        }
        Rows rows =
            transaction.query(add_study_sql, {patient_row, study.study_instance_uid, study.study_date, study.study_time,
                                              study.accession_number, study.study_id, study.description,
                                              study.referring_physician_name, to_text(established_by), now_ms});
        if (rows.next()) return {rows.integer(0), std::nullopt};
        // Another has just made it, perhaps for another patient: look again.
    }
}

void name_patient_of_study(Transaction& transaction, std::int64_t study, const PatientAttributes& patient) {
    transaction.execute(name_patient_sql, {study, ensure_patient(transaction, patient)});
}

std::int64_t ensure_series(Transaction& transaction, std::int64_t study, const SeriesAttributes& series) {
    Rows rows = transaction.query(
        add_series_sql, {study, series.series_instance_uid, series.modality, series.series_number, series.description});
    rows.next();
    return rows.integer(0);
}

void count_new_note(Transaction& transaction, std::int64_t study) { transaction.execute(count_new_sql, {study}); }

void recount_notes(Transaction& transaction, std::int64_t study) {
    transaction.execute(take_for_recount_study_sql, {study});
    transaction.execute(recount_study_sql, {study});
}

}  // namespace kinote::database
