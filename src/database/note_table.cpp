#include "database/note_table.hpp"

#include <array>
#include <cstdlib>
#include <set>

#include "base/error.hpp"
#include "database/note_joining.hpp"
#include "database/note_json.hpp"
#include "database/reference_rows.hpp"
#include "database/study_bulk_table.hpp"
#include "note/selection_digest.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_note_row_sql{R"(
    INSERT INTO note (uuid, source, source_system, source_key, source_digest, created_ms)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id)"};

constexpr Statement supersede_note_sql{
    "UPDATE note_version SET state = 'superseded' WHERE note = $1 AND state = 'current'"};

constexpr Statement add_version_sql{R"(
    INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, description,
                              language, author, observers, made_ms, made_at, study_instance_uid, selection_digest,
                              kosd_sop_instance_uid, findings, created_ms, is_taken_over)
    VALUES ($1, (SELECT coalesce(max(o.version), 0) + 1 FROM note_version o WHERE o.note = $1), 'current', $2, $3, $4,
            $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    RETURNING id)"};

constexpr Statement link_study_note_sql{R"(
    INSERT INTO note_study (note_version, study) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};

constexpr Statement set_digest_sql{"UPDATE note SET source_digest = $2 WHERE id = $1"};

constexpr Statement find_situation_sql{R"(
    SELECT n.id, v.id, n.source, (SELECT count(*) FROM note_version o WHERE o.note = n.id),
           CASE WHEN n.withheld IS NULL THEN 0 ELSE 1 END, CASE WHEN c.note_version IS NULL THEN 0 ELSE 1 END,
           (SELECT min(j.note) FROM joinable_note_version j
             WHERE j.selection_digest = $2 AND j.source <> 'received'),
           s.id, s.patient, s.established_by, {next_note}, {next_note_version},
           CASE WHEN n.marked_ms IS NOT NULL OR n.parted = 1 THEN 1 ELSE 0 END,
           CASE WHEN EXISTS (SELECT 1 FROM awaited_object) THEN 1 ELSE 0 END,
           CASE WHEN v.state = 'superseded' THEN 0 ELSE 1 END,
           CASE WHEN EXISTS (SELECT 1 FROM repair p WHERE p.kosd = $1 AND p.state = 'in_force') THEN 1 ELSE 0 END
      FROM (SELECT id, patient, established_by FROM study WHERE study_instance_uid = $3 {for_no_key_update}) AS s
      LEFT JOIN kosd_source c ON c.sop_instance_uid = $1
      LEFT JOIN note_version v ON v.id = coalesce(c.note_version, (SELECT k.id FROM note_version k
                                                                    WHERE k.kosd_sop_instance_uid = $1))
      LEFT JOIN note n ON n.id = v.note)"};

constexpr Statement add_received_sql{R"(
    INSERT INTO note (id, uuid, source, source_system, source_key, source_digest, created_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
constexpr Statement add_first_version_sql{R"(
    INSERT INTO note_version (id, note, version, state, title_value, title_scheme, title_meaning, modifiers,
                              description, language, author, observers, made_ms, made_at, study_instance_uid,
                              selection_digest, kosd_sop_instance_uid, findings, created_ms, is_taken_over)
    VALUES ($18, $1, 1, 'current', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17))"};

constexpr Statement renew_received_sql{
    "UPDATE note SET same_as = NULL, same_as_because = NULL, withheld = NULL WHERE id = $1"};
constexpr Statement renew_version_sql{R"(
    UPDATE note_version
       SET title_value = $2, title_scheme = $3, title_meaning = $4, modifiers = $5, description = $6, language = $7,
           author = $8, observers = $9, made_ms = $10, made_at = $11, study_instance_uid = $12, selection_digest = $13,
           findings = $15
     WHERE note = $1 AND kosd_sop_instance_uid = $14)"};
constexpr Statement remove_references_note_sql{"DELETE FROM note_reference WHERE note_version = $1"};
constexpr Statement remove_studies_sql{"DELETE FROM note_study WHERE note_version = $1 RETURNING study"};
constexpr Statement link_documents_sql{R"(
    INSERT INTO note_study (note_version, study)
    SELECT DISTINCT k.note_version, i.study FROM kosd k JOIN instance i ON i.id = k.instance WHERE k.note_version = $1
    ON CONFLICT DO NOTHING)"};
constexpr Statement join_if_joinable_sql{R"(
    UPDATE note SET same_as = $2, same_as_because = 'probable'
     WHERE id = $1 AND EXISTS (SELECT 1 FROM joinable_note_version j WHERE j.note = $1))"};

constexpr Statement forget_kosd_sql{R"(
    UPDATE kosd SET note_version = NULL
     WHERE note_version IN (SELECT id FROM note_version WHERE note = $1))"};
constexpr Statement remove_note_sql{"DELETE FROM note WHERE id = $1"};

constexpr Statement awaiting_sql{R"(
    INSERT INTO note_study (note_version, study)
    SELECT DISTINCT note_version, CAST($2 AS BIGINT) FROM note_reference
     WHERE sop_instance_uid = $1 AND study_instance_uid = ''
    ON CONFLICT DO NOTHING)"};
constexpr Statement resolve_sql{R"(
    UPDATE note_reference
       SET study_instance_uid = $2, series_instance_uid = $3,
           sop_class_uid = CASE WHEN sop_class_uid = '' THEN $4 ELSE sop_class_uid END
     WHERE sop_instance_uid = $1 AND study_instance_uid = '')"};

NoteSource note_source_from(std::string_view text) {
    if (text == "legacy") return NoteSource::legacy;
    return text == "local" ? NoteSource::local : NoteSource::received;
}

std::set<std::string> studies_of(const note::KeyImageNote& content) {
    std::set<std::string> studies;
    if (!content.study_instance_uid.empty()) studies.insert(content.study_instance_uid);
    for (const note::NoteReference& reference : content.references) {
        if (!reference.study_instance_uid.empty()) studies.insert(reference.study_instance_uid);
    }
    return studies;
}

// The columns of a version's row, as the statements that add one take them; with an id of its own, or without.
class VersionRow {
public:
    VersionRow(std::int64_t note, const note::KeyImageNote& content, const NewVersion& version, std::int64_t now_ms)
        : modifiers_{codes_to_json(content.modifiers)},
          observers_{observers_to_json(content.observers)},
          selection_digest_{note::selection_digest(content)},
          values_{note,
                  content.title.value,
                  content.title.scheme,
                  content.title.meaning,
                  modifiers_,
                  if_any(content.description),
                  if_any(content.language),
                  if_any(content.author),
                  observers_,
                  content.times.made_at_ms,
                  if_any(content.times.made_at),
                  content.study_instance_uid,
                  selection_digest_,
                  version.kosd_sop_instance_uid,
                  version.findings,
                  now_ms,
                  version.is_taken_over ? 1 : 0} {}

    void give_id(std::int64_t id) { values_.emplace_back(id); }
    [[nodiscard]] Parameters values() const { return values_; }

private:
    std::string modifiers_;
    std::string observers_;
    std::string selection_digest_;
    std::vector<Value> values_;
};

std::int64_t add_version_row(Transaction& transaction, std::int64_t note, const note::KeyImageNote& content,
                             const NewVersion& version, std::int64_t now_ms) {
    const VersionRow row{note, content, version, now_ms};
    Rows rows = transaction.connection().query(add_version_sql, row.values());
    rows.next();
    return rows.integer(0);
}

// The row of one of the note's studies; made from the note where nothing is known of it.
std::int64_t study_of_note(Transaction& transaction, const note::KeyImageNote& content,
                           const std::string& study_instance_uid, std::int64_t now_ms) {
    const PatientAttributes patient{content.patient.id, content.patient.issuer_of_id, content.patient.name,
                                    content.patient.birth_date, content.patient.sex};
    StudyAttributes attributes;
    attributes.study_instance_uid = study_instance_uid;
    return ensure_study(transaction, patient, attributes, EstablishedBy::note, now_ms).id;
}

// Lists the version of a KOSD's note under all its studies.
std::set<std::int64_t> link_studies(Transaction& transaction, const KosdSituation& situation, std::int64_t note_version,
                                    const note::KeyImageNote& content, std::int64_t now_ms) {
    std::set<std::int64_t> studies;
    for (const std::string& study_instance_uid : studies_of(content)) {
        const bool is_own = study_instance_uid == situation.study_instance_uid;
        studies.insert(is_own ? situation.study : study_of_note(transaction, content, study_instance_uid, now_ms));
    }
    for (const std::int64_t study : studies) transaction.execute(link_study_note_sql, {note_version, study});
    return studies;
}

void add_references(Transaction& transaction, std::int64_t note_version, const note::KeyImageNote& content) {
    ReferenceRows rows{transaction};
    rows.add(note_version, content.references);
    rows.send();
}

}  // namespace

std::string_view to_string(NoteSource source) {
    switch (source) {
        case NoteSource::legacy: return "legacy";
        case NoteSource::local: return "local";
        case NoteSource::received: return "received";
    }
    std::abort();
}

std::int64_t add_note(Transaction& transaction, const NewNote& note, std::int64_t now_ms) {
    Rows rows = transaction.query(add_note_row_sql, {note.uuid, to_string(note.source), note.source_system,
                                                     note.source_key, note.source_digest, now_ms});
    rows.next();
    return rows.integer(0);
}

std::int64_t add_note_version(Transaction& transaction, std::int64_t note, const note::KeyImageNote& content,
                              const NewVersion& version, std::int64_t now_ms) {
    transaction.execute(supersede_note_sql, {note});
    const std::int64_t note_version = add_version_row(transaction, note, content, version, now_ms);
    add_references(transaction, note_version, content);
    for (const std::string& study_instance_uid : studies_of(content)) {
        transaction.execute(link_study_note_sql,
                            {note_version, study_of_note(transaction, content, study_instance_uid, now_ms)});
    }
    recount_studies_of_note(transaction, note);
    return note_version;
}

KosdSituation find_situation(Transaction& transaction, std::string_view kosd_sop_instance_uid,
                             std::string_view selection_digest, std::string_view study_instance_uid) {
    Rows rows = transaction.query(find_situation_sql, {kosd_sop_instance_uid, selection_digest, study_instance_uid});
    if (!rows.next()) throw base::Error{base::ErrorKind::unavailable, "the study of the KOSD is being changed"};
    KosdSituation situation;
    if (!rows.is_null(0)) {
        situation.present = NoteOfKosd{rows.integer(0),       rows.integer(1),      note_source_from(rows.text(2)),
                                       rows.integer(3),       rows.integer(4) != 0, rows.integer(5) != 0,
                                       rows.integer(12) != 0, rows.integer(14) != 0};
    }
    situation.probably_same = rows.optional_integer(6);
    situation.study_instance_uid = study_instance_uid;
    situation.study = rows.integer(7);
    situation.patient = rows.integer(8);
    situation.is_study_of_notes = rows.text(9) == "note";
    situation.next_note = rows.integer(10);
    situation.next_note_version = rows.integer(11);
    situation.are_places_awaited = rows.integer(13) != 0;
    situation.has_repair_in_force = rows.integer(15) != 0;
    return situation;
}

void add_received_note(Transaction& transaction, const KosdSituation& situation, const NewNote& note,
                       const note::KeyImageNote& content, const NewVersion& version, std::int64_t now_ms) {
    transaction.execute(add_received_sql, {situation.next_note, note.uuid, to_string(note.source), note.source_system,
                                           note.source_key, note.source_digest, now_ms});
    VersionRow row{situation.next_note, content, version, now_ms};
    row.give_id(situation.next_note_version);
    transaction.connection().execute(add_first_version_sql, row.values());
    add_references(transaction, situation.next_note_version, content);
    const auto studies = link_studies(transaction, situation, situation.next_note_version, content, now_ms);
    if (situation.probably_same) {
        join_notes(transaction, situation.next_note, *situation.probably_same, "probable");
        return;
    }
    for (const std::int64_t study : studies) count_new_note(transaction, study);
}

void renew_received_note(Transaction& transaction, const KosdSituation& situation, const note::KeyImageNote& content,
                         const NewVersion& version, std::int64_t now_ms) {
    const NoteOfKosd& present = situation.present.value();
    transaction.execute(renew_received_sql, {present.note});
    const VersionRow row{present.note, content, version, now_ms};
    constexpr std::size_t renewed_columns = 15;
    transaction.connection().execute(renew_version_sql, row.values().first(renewed_columns));
    transaction.execute(remove_references_note_sql, {present.note_version});
    add_references(transaction, present.note_version, content);
    if (situation.probably_same) transaction.execute(join_if_joinable_sql, {present.note, situation.probably_same});
    std::set<std::int64_t> studies;
    {
        Rows rows = transaction.query(remove_studies_sql, {present.note_version});
        while (rows.next()) studies.insert(rows.integer(0));
    }
    studies.merge(link_studies(transaction, situation, present.note_version, content, now_ms));
    transaction.execute(link_documents_sql, {present.note_version});
    for (const std::int64_t study : studies) recount_notes(transaction, study);
}

void set_source_digest(Transaction& transaction, std::int64_t note, std::string_view digest) {
    transaction.execute(set_digest_sql, {note, digest});
}

void remove_note(Transaction& transaction, std::int64_t note) {
    const std::array notes{note};
    const std::vector<std::int64_t> studies = studies_of_notes(transaction.connection(), notes);
    transaction.execute(forget_kosd_sql, {note});
    transaction.execute(remove_note_sql, {note});
    recount_studies(transaction, studies);
}

void resolve_references(Transaction& transaction, std::string_view sop_instance_uid,
                        std::string_view study_instance_uid, std::string_view series_instance_uid,
                        std::string_view sop_class_uid, std::int64_t study) {
    transaction.execute(awaiting_sql, {sop_instance_uid, study});
    transaction.execute(resolve_sql, {sop_instance_uid, study_instance_uid, series_instance_uid, sop_class_uid});
    recount_notes(transaction, study);
}

}  // namespace kinote::database
