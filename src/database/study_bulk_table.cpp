#include "database/study_bulk_table.hpp"

#include <map>
#include <utility>

#include "base/error.hpp"
#include "base/folded_text.hpp"
#include "database/bulk_insert.hpp"
#include "database/door.hpp"
#include "database/lists.hpp"
#include "database/reserved_ids.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_studies_sql{R"(
    SELECT s.study_instance_uid, s.id, s.patient, s.established_by, p.patient_id, p.issuer_of_patient_id,
           p.patient_name, p.birth_date, p.sex
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE s.study_instance_uid {in_texts})"};

constexpr Statement find_patients_sql{R"(
    SELECT patient_id, issuer_of_patient_id, id FROM patient
     WHERE patient_id {in_texts} AND patient_id <> '')"};

constexpr IdSource patient_ids{
    {"SELECT coalesce(max(id), 0) FROM patient"},
    {"SELECT nextval(pg_get_serial_sequence('patient', 'id')) FROM generate_series(1, CAST($1 AS BIGINT))"}};
constexpr IdSource study_ids{
    {"SELECT coalesce(max(id), 0) FROM study"},
    {"SELECT nextval(pg_get_serial_sequence('study', 'id')) FROM generate_series(1, CAST($1 AS BIGINT))"}};

constexpr BulkInsert add_patients_sql{{R"(
    INSERT INTO patient (id, patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"},
                                      {R"(
    INSERT INTO patient (id, patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
    SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS TEXT[]), CAST($3 AS TEXT[]), CAST($4 AS TEXT[]),
                         CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS TEXT[]))
    ON CONFLICT DO NOTHING)"}};

constexpr BulkInsert add_studies_sql{{R"(
    INSERT INTO study (id, patient, study_instance_uid, study_date, study_time, accession_number, study_id,
                       description, referring_physician_name, established_by, note_count, created_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'note', $10, $11))"},
                                     {R"(
    INSERT INTO study (id, patient, study_instance_uid, study_date, study_time, accession_number, study_id,
                       description, referring_physician_name, established_by, note_count, created_ms)
    SELECT id, patient, uid, study_date, study_time, accession_number, study_id, description, physician, 'note',
           note_count, created_ms
      FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS TEXT[]), CAST($4 AS TEXT[]),
                  CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS TEXT[]), CAST($8 AS TEXT[]), CAST($9 AS TEXT[]),
                  CAST($10 AS BIGINT[]), CAST($11 AS BIGINT[]))
           AS given (id, patient, uid, study_date, study_time, accession_number, study_id, description, physician,
                     note_count, created_ms)
    ON CONFLICT DO NOTHING)"}};

constexpr Statement count_patients_sql{"SELECT count(*) FROM patient WHERE id {in_ids}"};
constexpr Statement count_studies_study_bulk_sql{"SELECT count(*) FROM study WHERE id {in_ids}"};

constexpr Statement find_of_object_sql{"SELECT 1 FROM study WHERE id {in_ids} AND established_by = 'object' LIMIT 1"};

constexpr Statement replace_sql{R"(
    UPDATE study SET patient = $2, study_date = $3, accession_number = $4, description = $5
     WHERE id = $1 AND established_by = 'note')"};
constexpr Statement rename_sql{R"(
    UPDATE patient SET patient_name = $2, folded_name = $3, birth_date = $4, sex = $5
     WHERE id = $1
       AND NOT EXISTS (SELECT 1 FROM study s WHERE s.patient = $1 AND s.established_by = 'object'))"};

constexpr Statement studies_of_notes_sql{R"(
    SELECT DISTINCT ns.study FROM note_study ns JOIN note_version v ON v.id = ns.note_version
     WHERE v.note {in_ids} ORDER BY ns.study)"};
// A count that waited for another's would not see what that one has counted: the rows are taken first.
constexpr Statement take_for_recount_study_bulk_sql{
    "SELECT 1 FROM study WHERE id {in_ids} ORDER BY id {for_no_key_update}"};
constexpr Statement recount_study_bulk_sql = visible<Door::studies>(R"(
    UPDATE study
       SET note_count = (SELECT count(DISTINCT v.note)
                           FROM note_study ns JOIN visible_note_version v ON v.id = ns.note_version
                          WHERE ns.study = study.id AND v.state = 'current')
     WHERE id {in_ids})");

using PatientKey = std::pair<std::string, std::string>;  // Patient ID and its issuer

PatientKey key_of(const PatientAttributes& patient) { return {patient.patient_id, patient.issuer_of_patient_id}; }

std::map<PatientKey, std::int64_t> find_patients(Connection& connection, std::span<const StudyOfNotes> studies) {
    std::vector<std::string_view> ids;
    for (const StudyOfNotes& study : studies) ids.emplace_back(study.patient.patient_id);
    const std::string list = text_list(connection.engine(), ids);
    std::map<PatientKey, std::int64_t> found;
    Rows rows = connection.query(find_patients_sql, {list});
    while (rows.next()) found.emplace(PatientKey{rows.string(0), rows.string(1)}, rows.integer(2));
    return found;
}

// Another transaction may have made one of the rows since they were looked for; PostgreSQL then left ours out.
void refuse_if_overtaken(Transaction& transaction, const Statement& count, std::span<const std::int64_t> ids) {
    if (transaction.connection().engine() == Engine::sqlite || ids.empty()) return;
    const std::string list = id_list(Engine::postgresql, ids);
    Rows rows = transaction.query(count, {list});
    rows.next();
    if (rows.integer(0) == static_cast<std::int64_t>(ids.size())) return;
    throw base::Error{base::ErrorKind::unavailable, "another has just made the same patient or study; try again"};
}

// The patient's row of each study. One who has no ID is another one in each.
std::vector<std::int64_t> ensure_patients(Transaction& transaction, std::span<const StudyOfNotes> studies) {
    std::map<PatientKey, std::int64_t> known = find_patients(transaction.connection(), studies);
    std::vector<const PatientAttributes*> missing;
    std::map<PatientKey, std::size_t> place_in_missing;
    for (const StudyOfNotes& study : studies) {
        const PatientKey key = key_of(study.patient);
        const bool has_id = !study.patient.patient_id.empty();
        if (has_id && (known.contains(key) || !place_in_missing.emplace(key, missing.size()).second)) continue;
        missing.push_back(&study.patient);
    }
    const std::vector<std::int64_t> ids = reserve_ids(transaction, patient_ids, missing.size());
    constexpr std::size_t columns = 7;
    BulkRows rows{transaction, add_patients_sql, columns};
    for (std::size_t i = 0; i < missing.size(); ++i) {
        const PatientAttributes& patient = *missing[i];
        rows.add({ids[i], patient.patient_id, patient.issuer_of_patient_id, patient.patient_name,
                  base::searchable(patient.patient_name), patient.birth_date, patient.sex});
        if (!patient.patient_id.empty()) known.emplace(key_of(patient), ids[i]);
    }
    rows.send();
    refuse_if_overtaken(transaction, count_patients_sql, ids);
    std::vector<std::int64_t> patients;
    std::size_t next_missing = 0;
    for (const StudyOfNotes& study : studies) {
        const bool is_next = next_missing < missing.size() && missing[next_missing] == &study.patient;
        patients.push_back(is_next ? ids[next_missing] : known.at(key_of(study.patient)));
        if (is_next) ++next_missing;
    }
    return patients;
}

}  // namespace

std::unordered_map<std::string, StudyRow> find_studies(Connection& connection,
                                                       std::span<const std::string_view> study_instance_uids) {
    std::unordered_map<std::string, StudyRow> found;
    if (study_instance_uids.empty()) return found;
    const std::string list = uid_list(connection.engine(), study_instance_uids);
    Rows rows = connection.query(find_studies_sql, {list});
    while (rows.next()) {
        const EstablishedBy by = rows.text(3) == "object" ? EstablishedBy::object : EstablishedBy::note;
        found.emplace(rows.string(0),
                      StudyRow{rows.integer(1),
                               rows.integer(2),
                               by,
                               {rows.string(4), rows.string(5), rows.string(6), rows.string(7), rows.string(8)}});
    }
    return found;
}

std::vector<std::int64_t> add_studies_of_notes(Transaction& transaction, std::span<const StudyOfNotes> studies,
                                               std::int64_t now_ms) {
    if (studies.empty()) return {};
    const std::vector<std::int64_t> patients = ensure_patients(transaction, studies);
    std::vector<std::int64_t> ids = reserve_ids(transaction, study_ids, studies.size());
    constexpr std::size_t columns = 11;
    BulkRows rows{transaction, add_studies_sql, columns};
    for (std::size_t i = 0; i < studies.size(); ++i) {
        const StudyAttributes& study = studies[i].study;
        rows.add({ids[i], patients[i], study.study_instance_uid, study.study_date, study.study_time,
                  study.accession_number, study.study_id, study.description, study.referring_physician_name,
                  studies[i].note_count, now_ms});
    }
    rows.send();
    refuse_if_overtaken(transaction, count_studies_study_bulk_sql, ids);
    return ids;
}

void replace_study_of_notes(Transaction& transaction, std::int64_t study, const StudyOfNotes& replacement) {
    const std::vector<std::int64_t> patients = ensure_patients(transaction, {&replacement, 1});
    const PatientAttributes& patient = replacement.patient;
    transaction.execute(rename_sql, {patients.front(), patient.patient_name, base::searchable(patient.patient_name),
                                     patient.birth_date, patient.sex});
    transaction.execute(replace_sql, {study, patients.front(), replacement.study.study_date,
                                      replacement.study.accession_number, replacement.study.description});
}

void refuse_studies_of_objects(Transaction& transaction, std::span<const std::int64_t> studies) {
    if (transaction.connection().engine() == Engine::sqlite || studies.empty()) return;  // SQLite has one writer
    const std::string list = id_list(Engine::postgresql, studies);
    Rows rows = transaction.query(find_of_object_sql, {list});
    if (!rows.next()) return;
    throw base::Error{base::ErrorKind::unavailable,
                      "an object has just told of a study that only notes had told of; try again"};
}

std::vector<std::int64_t> studies_of_notes(Connection& connection, std::span<const std::int64_t> notes) {
    std::vector<std::int64_t> studies;
    if (notes.empty()) return studies;
    const std::string list = id_list(connection.engine(), notes);
    Rows rows = connection.query(studies_of_notes_sql, {list});
    while (rows.next()) studies.push_back(rows.integer(0));
    return studies;
}

void recount_studies(Transaction& transaction, std::span<const std::int64_t> studies) {
    if (studies.empty()) return;
    const std::string ids = id_list(transaction.connection().engine(), studies);
    transaction.execute(take_for_recount_study_bulk_sql, {ids});
    transaction.execute(recount_study_bulk_sql, {ids});
}

}  // namespace kinote::database
