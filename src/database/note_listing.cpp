#include "database/note_listing.hpp"

#include <unordered_map>

#include "database/door.hpp"
#include "database/lists.hpp"
#include "database/note_json.hpp"
#include "database/statement_text.hpp"
#include "database/study_table.hpp"

namespace kinote::database {
namespace {

// The columns that listed_note_from reads. also_from: a received note that is shown as this one, or a KOSD that carries
// it.
template <Literal rest>
constexpr std::string_view select_notes = joined<R"(
    SELECT v.id, v.uuid, v.version, v.state, v.source, v.source_system, v.source_key,
           coalesce((SELECT min(o.source) FROM note o WHERE o.same_as = v.note),
                    (SELECT min('received') FROM kosd k
                      WHERE k.note_version = v.id AND v.source = 'legacy'
                        AND NOT EXISTS (SELECT 1 FROM kosd_source c WHERE c.note_version = v.id))),
           (SELECT min(o.same_as_because) FROM note o WHERE o.same_as = v.note),
           v.title_value, v.title_scheme, v.title_meaning, v.modifiers, v.description, v.author, v.made_ms, v.made_at,
           v.study_instance_uid, v.findings, v.language)",
                                                 rest>;

constexpr Statement of_study_sql = visible<Door::notes>(select_notes<R"(
      FROM study s
      JOIN note_study ns ON ns.study = s.id
      JOIN visible_note_version v ON v.id = ns.note_version
     WHERE s.study_instance_uid = $1 AND v.state <> 'superseded'
     ORDER BY substr(coalesce(v.made_at, ''), 1, 14) DESC, v.id DESC)">);

constexpr Statement find_note_listing_sql = visible<Door::notes>(select_notes<R"(
      FROM visible_note_version v
     WHERE v.uuid = $1 AND v.state <> 'superseded')">);

constexpr Statement versions_note_listing_sql = visible<Door::notes>(select_notes<R"(
      FROM visible_note_version v
     WHERE v.uuid = $1 AND v.version < $2
     ORDER BY v.version DESC LIMIT $3)">);

constexpr Statement list_note_listing_sql = visible<Door::notes>(select_notes<R"(
      FROM visible_note_version v
     WHERE v.state <> 'superseded'
     ORDER BY v.id DESC LIMIT $1 OFFSET $2)">);

// Patients are read where the object lies in another study than the note.
constexpr Statement references_note_listing_sql = visible<Door::notes>(R"(
    SELECT r.note_version, r.study_instance_uid, r.series_instance_uid, r.sop_instance_uid, r.sop_class_uid, r.frames,
           r.presentation_state_uid, i.id, i."rows", i.freed_ms,
           p.patient_id, p.issuer_of_patient_id, p.patient_name, p.birth_date,
           q.patient_id, q.issuer_of_patient_id, q.patient_name, q.birth_date
      FROM note_reference r
      JOIN note_version v ON v.id = r.note_version
      LEFT JOIN visible_instance i ON i.sop_instance_uid = r.sop_instance_uid
      LEFT JOIN study s ON s.id = i.study AND s.study_instance_uid <> v.study_instance_uid
      LEFT JOIN patient p ON p.id = s.patient
      LEFT JOIN study o ON s.id IS NOT NULL AND o.study_instance_uid = v.study_instance_uid
      LEFT JOIN patient q ON q.id = o.patient
     WHERE r.note_version {in_ids}
     ORDER BY r.note_version, r.position)");

constexpr Statement count_note_listing_sql = visible<Door::notes>(R"(
    SELECT (SELECT count(*) FROM visible_study),
           (SELECT count(*) FROM study WHERE note_count > 0),
           (SELECT count(*) FROM visible_note_version WHERE state = 'current'))");

ListedNote listed_note_from(const Rows& row) {
    ListedNote note;
    note.note_version = row.integer(0);
    note.uuid = row.string(1);
    note.version = row.integer(2);
    note.state = row.string(3);
    note.source = row.string(4);
    note.source_system = row.string(5);
    note.source_key = row.optional_string(6);
    note.also_from = row.optional_string(7);
    note.also_because = row.optional_string(8);
    note.title = {row.string(9), row.string(10), row.string(11)};
    note.modifiers = codes_from_json(row.text(12));
    note.description = row.optional_string(13);
    note.author = row.optional_string(14);
    note.made_ms = row.optional_integer(15);
    note.made_at = row.optional_string(16);
    note.study_instance_uid = row.string(17);
    note.findings = row.string(18);
    note.language = row.optional_string(19);
    return note;
}

PatientAttributes patient_in(const Rows& row, int column) {
    return {row.string(column), row.string(column + 1), row.string(column + 2), row.string(column + 3), ""};
}

ListedReference listed_reference_from(const Rows& row) {
    constexpr int patient_of_object = 10;
    constexpr int patient_of_note = 14;
    ListedReference reference;
    reference.study_instance_uid = row.string(1);
    reference.series_instance_uid = row.string(2);
    reference.sop_instance_uid = row.string(3);
    reference.sop_class_uid = row.string(4);
    reference.frames = frames_from_text(row.text(5));
    reference.presentation_state_uid = row.optional_string(6);
    const bool has_patients = !row.is_null(patient_of_object) && !row.is_null(patient_of_note);
    reference.is_of_other_patient =
        has_patients && !can_be_same_patient(patient_in(row, patient_of_object), patient_in(row, patient_of_note));
    reference.is_present = !row.is_null(7) && !reference.is_of_other_patient;
    reference.has_frames = row.integer(8) > 0;
    reference.is_nearline = !row.is_null(9);
    return reference;
}

std::vector<ListedNote> read_notes(Connection& connection, Rows rows) {
    std::vector<ListedNote> notes;
    std::vector<std::int64_t> ids;
    std::unordered_map<std::int64_t, std::size_t> positions;
    while (rows.next()) {
        notes.push_back(listed_note_from(rows));
        ids.push_back(notes.back().note_version);
        positions.emplace(ids.back(), notes.size() - 1);
    }
    Rows references = connection.query(references_note_listing_sql, {id_list(connection.engine(), ids)});
    while (references.next()) {
        notes[positions.at(references.integer(0))].references.push_back(listed_reference_from(references));
    }
    return notes;
}

}  // namespace

std::vector<ListedNote> list_notes_of_study(Connection& connection, std::string_view study_instance_uid) {
    return read_notes(connection, connection.query(of_study_sql, {study_instance_uid}));
}

std::optional<ListedNote> find_note(Connection& connection, std::string_view uuid) {
    std::vector<ListedNote> notes = read_notes(connection, connection.query(find_note_listing_sql, {uuid}));
    if (notes.empty()) return std::nullopt;
    return std::move(notes.front());
}

std::vector<ListedNote> list_versions_of_note(Connection& connection, std::string_view uuid, std::int64_t before,
                                              std::int64_t limit) {
    return read_notes(connection, connection.query(versions_note_listing_sql, {uuid, before, limit}));
}

std::vector<ListedNote> list_notes(Connection& connection, std::int64_t limit, std::int64_t offset) {
    return read_notes(connection, connection.query(list_note_listing_sql, {limit, offset}));
}

NoteCounts count_notes(Connection& connection) {
    Rows rows = connection.query(count_note_listing_sql);
    rows.next();
    return {rows.integer(0), rows.integer(1), rows.integer(2)};
}

}  // namespace kinote::database
