#include "database/creatable_note.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <functional>
#include <map>

#include "database/door.hpp"
#include "database/lists.hpp"
#include "database/note_json.hpp"
#include "dicom/uid.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_creatable_note_sql = visible<Door::creation>(R"(
    SELECT v.id, v.title_value, v.title_scheme, v.title_meaning, v.modifiers, v.description, v.language, v.author,
           v.observers, v.made_ms, v.made_at, v.study_instance_uid,
           CASE WHEN EXISTS (SELECT 1 FROM kosd_source c WHERE c.note_version = v.id) THEN 1 ELSE 0 END,
           CASE WHEN EXISTS (SELECT 1 FROM note_version_without_kosd w WHERE w.id = v.id) THEN 0 ELSE 1 END,
           p.kosd, p.rules, p.repaired_ms
      FROM visible_note_version v LEFT JOIN repair p ON p.note_version = v.id
     WHERE v.uuid = $1 AND v.version = $2 AND v.state = 'current')");

// Where no index row says where an object lies, the first other reference to it that does: of a note, so also of a
// KOSD.
constexpr Statement references_creatable_note_sql = visible<Door::creation>(R"(
    SELECT r.sop_instance_uid, r.frames, r.presentation_state_uid,
           coalesce(s.study_instance_uid, nullif(r.study_instance_uid, ''),
                    (SELECT o.study_instance_uid FROM note_reference o
                      WHERE o.sop_instance_uid = r.sop_instance_uid AND o.study_instance_uid <> ''
                        AND o.series_instance_uid <> '' AND o.sop_class_uid <> ''
                      ORDER BY o.note_version, o.position LIMIT 1), ''),
           coalesce(e.series_instance_uid, nullif(r.series_instance_uid, ''),
                    (SELECT o.series_instance_uid FROM note_reference o
                      WHERE o.sop_instance_uid = r.sop_instance_uid AND o.study_instance_uid <> ''
                        AND o.series_instance_uid <> '' AND o.sop_class_uid <> ''
                      ORDER BY o.note_version, o.position LIMIT 1), ''),
           coalesce(i.sop_class_uid, nullif(r.sop_class_uid, ''),
                    (SELECT o.sop_class_uid FROM note_reference o
                      WHERE o.sop_instance_uid = r.sop_instance_uid AND o.study_instance_uid <> ''
                        AND o.series_instance_uid <> '' AND o.sop_class_uid <> ''
                      ORDER BY o.note_version, o.position LIMIT 1), ''),
           coalesce(i.number_of_frames, 0), coalesce(i."rows", 0),
           CASE WHEN i.id IS NULL OR (SELECT w.id FROM visible_instance w WHERE w.id = i.id) IS NOT NULL THEN 0 ELSE 1 END,
           ps.study_instance_uid, pe.series_instance_uid, p.sop_class_uid,
           CASE WHEN p.id IS NULL OR (SELECT w.id FROM visible_instance w WHERE w.id = p.id) IS NOT NULL THEN 0 ELSE 1 END
      FROM note_reference r
      LEFT JOIN instance i ON i.sop_instance_uid = r.sop_instance_uid
      LEFT JOIN study s ON s.id = i.study
      LEFT JOIN series e ON e.id = i.series
      LEFT JOIN instance p ON p.sop_instance_uid = r.presentation_state_uid
      LEFT JOIN study ps ON ps.id = p.study
      LEFT JOIN series pe ON pe.id = p.series
     WHERE r.note_version = $1
     ORDER BY r.position)");

// Presentation states that no index row places: where any reference to them says that they lie.
constexpr Statement states_sql{R"(
    SELECT presentation_state_uid, presentation_state_study_instance_uid, presentation_state_series_instance_uid,
           presentation_state_sop_class_uid, note_version, position
      FROM note_reference
     WHERE presentation_state_uid {in_texts} AND presentation_state_uid IS NOT NULL
       AND presentation_state_study_instance_uid IS NOT NULL AND presentation_state_series_instance_uid IS NOT NULL
       AND presentation_state_sop_class_uid IS NOT NULL
     UNION ALL
    SELECT sop_instance_uid, study_instance_uid, series_instance_uid, sop_class_uid, note_version, position
      FROM note_reference
     WHERE sop_instance_uid {in_texts} AND study_instance_uid <> '' AND series_instance_uid <> ''
       AND sop_class_uid <> ''
     ORDER BY 5, 6)"};

constexpr Statement study_sql = visible<Door::creation>(R"(
    SELECT p.patient_id, p.issuer_of_patient_id, p.patient_name, p.birth_date, p.sex, s.study_date, s.study_time,
           s.study_id, s.accession_number, s.description, s.referring_physician_name,
           coalesce((SELECT i.sop_instance_uid FROM visible_instance i
                      WHERE i.study = s.id AND i.sop_class_uid <> $2 AND i.freed_ms IS NULL ORDER BY i.id LIMIT 1),
                    (SELECT i.sop_instance_uid FROM visible_instance i
                      WHERE i.study = s.id AND i.sop_class_uid <> $2 ORDER BY i.id LIMIT 1))
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE s.study_instance_uid = $1)");

constexpr Statement hold_creatable_note_sql{
    "SELECT 1 FROM study WHERE study_instance_uid {in_texts} ORDER BY id {for_no_key_update}"};
// A list is planned anew by PostgreSQL each time, for longer than the work takes.
constexpr Statement hold_one_sql{"SELECT 1 FROM study WHERE study_instance_uid = $1 {for_no_key_update}"};

constexpr Statement without_kosd_sql{R"(
    SELECT id, uuid, version, study_instance_uid
      FROM note_version_without_kosd
     WHERE id > $1
     ORDER BY id LIMIT $2)"};
constexpr Statement without_kosd_of_study_sql{R"(
    SELECT w.id, w.uuid, w.version, w.study_instance_uid
      FROM study s
      JOIN note_study ns ON ns.study = s.id
      JOIN note_version_without_kosd w ON w.id = ns.note_version
     WHERE s.study_instance_uid = $1
     ORDER BY w.id)"};

constexpr Statement awaiting_kosd_sql = visible<Door::creation>(R"(
    SELECT w.id, w.uuid, w.version, w.study_instance_uid
      FROM study s
      JOIN note_study ns ON ns.study = s.id
      JOIN note_version_without_kosd w ON w.id = ns.note_version
     WHERE s.study_instance_uid = $1
       AND NOT EXISTS (SELECT 1 FROM job j
                        WHERE j.kind = 'CREATE_KOSD' AND j.subject = w.uuid || '/' || w.version
                          AND j.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
                          AND j.state = 'error')
       AND (NOT EXISTS (SELECT 1 FROM job a
                         WHERE a.study_instance_uid = w.study_instance_uid AND a.study_instance_uid <> ''
                           AND a.state = 'abandoned' AND a.kind = 'CREATE_KOSD'
                           AND a.subject = w.uuid || '/' || w.version AND a.mark_cause IS NULL)
            OR EXISTS (SELECT 1 FROM job l
                        WHERE l.kind = 'CREATE_KOSD' AND l.subject = w.uuid || '/' || w.version
                          AND l.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')))
       AND EXISTS (SELECT 1 FROM note_reference r LEFT JOIN instance i ON i.sop_instance_uid = r.sop_instance_uid
                    WHERE r.note_version = w.id
                      AND (i.id IS NULL OR (SELECT o.id FROM visible_instance o WHERE o.id = i.id) IS NOT NULL))
     ORDER BY w.id)");

constexpr Statement failed_creation_sql{R"(
    SELECT id, coalesce(error, '') FROM job
     WHERE kind = 'CREATE_KOSD' AND subject = $1 AND state = 'error'
       AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error'))"};
constexpr Statement abandoned_creation_sql{R"(
    SELECT j.id FROM job j
     WHERE j.study_instance_uid = $2 AND j.study_instance_uid <> '' AND j.state = 'abandoned'
       AND j.kind = 'CREATE_KOSD' AND j.subject = $1 AND j.mark_cause IS NULL
       AND NOT EXISTS (SELECT 1 FROM job l
                        WHERE l.kind = j.kind AND l.subject = j.subject
                          AND l.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error'))
     ORDER BY j.id DESC LIMIT 1)"};

constexpr Statement away_sql = visible<Door::creation>(R"(
    SELECT n.note_version, s.study_instance_uid
      FROM note_study n JOIN study s ON s.id = n.study
     WHERE n.note_version {in_ids}
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id AND i.freed_ms IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM visible_instance h
                        WHERE h.study = s.id AND h.freed_ms IS NULL AND h.sop_class_uid <> $2)
     ORDER BY n.note_version, s.id)");

CreatableReference reference_from(const Rows& row) {
    CreatableReference reference;
    reference.object.place = {row.string(3), row.string(4), row.string(5), row.string(0)};
    reference.object.number_of_frames = row.integer(6);
    reference.object.has_rows_and_columns = row.integer(7) > 0;
    reference.object.is_hidden = row.integer(8) != 0;
    reference.frames = frames_from_text(row.text(1));
    if (const auto state = row.optional_string(2)) {
        SelectedObject shown_with;
        shown_with.place = {row.optional_string(9).value_or(""), row.optional_string(10).value_or(""),
                            row.optional_string(11).value_or(""), *state};
        shown_with.is_hidden = row.integer(12) != 0;
        reference.presentation_state = std::move(shown_with);
    }
    return reference;
}

void place_presentation_states(Connection& connection, std::vector<CreatableReference>& references) {
    std::vector<std::string_view> unplaced;
    for (const CreatableReference& reference : references) {
        const auto& state = reference.presentation_state;
        if (state && state->place.study_instance_uid.empty()) unplaced.emplace_back(state->place.sop_instance_uid);
    }
    if (unplaced.empty()) return;
    std::map<std::string, note::PlacedObject, std::less<>> places;
    Rows rows = connection.query(states_sql, {text_list(connection.engine(), unplaced)});
    while (rows.next()) {
        places.try_emplace(rows.string(0),
                           note::PlacedObject{rows.string(1), rows.string(2), rows.string(3), rows.string(0)});
    }
    for (CreatableReference& reference : references) {
        if (!reference.presentation_state) continue;
        const auto known = places.find(reference.presentation_state->place.sop_instance_uid);
        if (known != places.end()) reference.presentation_state->place = known->second;
    }
}

std::vector<NoteWithoutKosd> read_without_kosd(Rows rows) {
    std::vector<NoteWithoutKosd> notes;
    while (rows.next()) notes.push_back({rows.integer(0), rows.string(1), rows.integer(2), rows.string(3)});
    return notes;
}

}  // namespace

std::optional<CreatableNote> find_creatable_note(Connection& connection, std::string_view uuid, std::int64_t version) {
    CreatableNote note;
    {
        Rows row = connection.query(find_creatable_note_sql, {uuid, version});
        if (!row.next()) return std::nullopt;
        note.note_version = row.integer(0);
        note.title = {row.string(1), row.string(2), row.string(3)};
        note.modifiers = codes_from_json(row.text(4));
        note.description = row.optional_string(5).value_or("");
        note.language = row.optional_string(6).value_or("");
        note.author = row.optional_string(7).value_or("");
        note.observers = observers_from_json(row.text(8));
        note.made_ms = row.optional_integer(9);
        note.made_at = row.optional_string(10).value_or("");
        note.study_instance_uid = row.string(11);
        note.is_frozen = row.integer(12) != 0;
        note.has_kosd = row.integer(13) != 0;
        if (!row.is_null(14)) {
            const auto rules = boost::json::value_to<std::vector<std::string>>(boost::json::parse(row.text(15)));
            note.repaired = RepairedKosd{row.string(14), rules, row.integer(16)};
        }
    }
    note.uuid = uuid;
    note.version = version;
    Rows rows = connection.query(references_creatable_note_sql, {note.note_version});
    while (rows.next()) note.references.push_back(reference_from(rows));
    place_presentation_states(connection, note.references);
    return note;
}

std::optional<StudyOfKosd> find_study_of_kosd(Connection& connection, std::string_view study_instance_uid) {
    Rows row = connection.query(study_sql, {study_instance_uid, dicom::uid::KeyObjectSelectionDocumentStorage});
    if (!row.next()) return std::nullopt;
    StudyOfKosd found;
    found.study.patient = {row.string(0), row.string(1), row.string(2), row.string(3), row.string(4)};
    found.study.study_instance_uid = study_instance_uid;
    found.study.study_date = row.string(5);
    found.study.study_time = row.string(6);
    found.study.study_id = row.string(7);
    found.study.accession_number = row.string(8);
    found.study.description = row.string(9);
    found.study.referring_physician_name = row.string(10);
    found.an_object = row.optional_string(11).value_or("");
    return found;
}

void hold_studies(Transaction& transaction, const std::vector<std::string_view>& study_instance_uids) {
    if (study_instance_uids.size() == 1) {
        transaction.execute(hold_one_sql, {study_instance_uids.front()});
    } else if (!study_instance_uids.empty()) {
        transaction.execute(hold_creatable_note_sql,
                            {text_list(transaction.connection().engine(), study_instance_uids)});
    }
}

std::optional<FailedCreation> find_failed_creation(Connection& connection, const NoteWithoutKosd& note) {
    const std::string subject = note.uuid + "/" + std::to_string(note.version);
    {
        Rows row = connection.query(failed_creation_sql, {subject});
        if (row.next()) return FailedCreation{row.integer(0), row.string(1)};
    }
    Rows row = connection.query(abandoned_creation_sql, {subject, note.study_instance_uid});
    return row.next() ? std::optional{FailedCreation{row.integer(0), "it was abandoned"}} : std::nullopt;
}

std::vector<StudyAway> find_studies_away(Connection& connection, std::span<const std::int64_t> note_versions) {
    Rows rows = connection.query(
        away_sql, {id_list(connection.engine(), note_versions), dicom::uid::KeyObjectSelectionDocumentStorage});
    std::vector<StudyAway> studies;
    while (rows.next()) studies.push_back({rows.integer(0), rows.string(1)});
    return studies;
}

std::vector<NoteWithoutKosd> find_notes_without_kosd(Connection& connection, std::int64_t after_note_version,
                                                     std::int64_t limit) {
    return read_without_kosd(connection.query(without_kosd_sql, {after_note_version, limit}));
}

std::vector<NoteWithoutKosd> find_notes_without_kosd_of_study(Connection& connection,
                                                              std::string_view study_instance_uid) {
    return read_without_kosd(connection.query(without_kosd_of_study_sql, {study_instance_uid}));
}

std::vector<NoteWithoutKosd> find_notes_awaiting_kosd(Connection& connection, std::string_view study_instance_uid) {
    return read_without_kosd(connection.query(awaiting_kosd_sql, {study_instance_uid}));
}

}  // namespace kinote::database
