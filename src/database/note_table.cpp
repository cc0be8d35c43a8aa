#include "database/note_table.hpp"

#include <cstdlib>
#include <set>

#include "database/note_json.hpp"
#include "database/reference_rows.hpp"
#include "note/selection_digest.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_note_sql{R"(
    INSERT INTO note (uuid, source, source_system, source_key, source_digest, created_ms)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id)"};

constexpr Statement supersede_sql{"UPDATE note_version SET state = 'superseded' WHERE note = $1 AND state = 'current'"};

constexpr Statement add_version_sql{R"(
    INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, description,
                              language, author, observers, made_ms, made_at, study_instance_uid, selection_digest,
                              kosd_sop_instance_uid, findings, created_ms, is_taken_over)
    VALUES ($1, (SELECT coalesce(max(o.version), 0) + 1 FROM note_version o WHERE o.note = $1), 'current', $2, $3, $4,
            $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    RETURNING id)"};

constexpr Statement link_study_sql{R"(
    INSERT INTO note_study (note_version, study) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};

constexpr Statement find_by_source_sql{R"(
    SELECT n.id, v.version, v.id, n.source, n.source_digest, v.is_taken_over
      FROM note n JOIN note_version v ON v.note = n.id AND v.state <> 'superseded'
     WHERE n.source_system = $1 AND n.source_key = $2)"};
constexpr Statement set_digest_sql{"UPDATE note SET source_digest = $2 WHERE id = $1"};

constexpr Statement find_of_kosd_sql{R"(
    SELECT n.id, v.id, n.uuid, n.source, (SELECT count(*) FROM note_version o WHERE o.note = n.id)
      FROM note_version v JOIN note n ON n.id = v.note
     WHERE v.kosd_sop_instance_uid = $1)"};

constexpr Statement find_same_sql{R"(
    SELECT n.id FROM note_version v JOIN note n ON n.id = v.note
     WHERE v.selection_digest = $1 AND v.state = 'current' AND n.source <> $2 AND n.parted = 0 AND n.same_as IS NULL
     ORDER BY n.id LIMIT 1)"};

constexpr Statement join_sql{"UPDATE note SET same_as = $2, same_as_because = $3 WHERE id = $1"};
constexpr Statement part_sql{R"(
    UPDATE note SET same_as = NULL, same_as_because = NULL, parted = 1
     WHERE uuid = $1 AND same_as IS NOT NULL
    RETURNING id)"};
constexpr Statement withhold_sql{"UPDATE note SET withheld = $2 WHERE id = $1"};
constexpr Statement withhold_of_study_sql{R"(
    UPDATE note SET withheld = $2
     WHERE source <> 'received' AND withheld IS NULL
       AND id IN (SELECT v.note FROM note_study ns JOIN note_version v ON v.id = ns.note_version
                   WHERE ns.study = $1))"};
constexpr Statement forget_kosd_sql{R"(
    UPDATE kosd SET note_version = NULL
     WHERE note_version IN (SELECT id FROM note_version WHERE note = $1))"};
constexpr Statement remove_sql{"DELETE FROM note WHERE id = $1"};

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

constexpr Statement studies_of_note_sql{R"(
    SELECT DISTINCT ns.study FROM note_study ns JOIN note_version v ON v.id = ns.note_version
     WHERE v.note = $1 ORDER BY ns.study)"};

NoteSource note_source_from(std::string_view text) {
    if (text == "legacy") return NoteSource::legacy;
    return text == "local" ? NoteSource::local : NoteSource::received;
}

std::optional<std::string> if_any(const std::string& text) { return text.empty() ? std::nullopt : std::optional{text}; }

std::set<std::string> studies_of(const note::KeyImageNote& content) {
    std::set<std::string> studies;
    if (!content.study_instance_uid.empty()) studies.insert(content.study_instance_uid);
    for (const note::NoteReference& reference : content.references) {
        if (!reference.study_instance_uid.empty()) studies.insert(reference.study_instance_uid);
    }
    return studies;
}

std::int64_t add_version_row(Transaction& transaction, std::int64_t note, const note::KeyImageNote& content,
                             const NewVersion& version, std::int64_t now_ms) {
    Rows rows = transaction.query(
        add_version_sql, {note, content.title.value, content.title.scheme, content.title.meaning,
                          codes_to_json(content.modifiers), if_any(content.description), if_any(content.language),
                          if_any(content.author), observers_to_json(content.observers), content.times.made_at_ms,
                          if_any(content.times.made_at), content.study_instance_uid, note::selection_digest(content),
                          version.kosd_sop_instance_uid, version.findings, now_ms, version.is_taken_over ? 1 : 0});
    rows.next();
    return rows.integer(0);
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
    Rows rows = transaction.query(add_note_sql, {note.uuid, to_string(note.source), note.source_system, note.source_key,
                                                 note.source_digest, now_ms});
    rows.next();
    return rows.integer(0);
}

std::int64_t add_note_version(Transaction& transaction, std::int64_t note, const note::KeyImageNote& content,
                              const NewVersion& version, std::int64_t now_ms) {
    transaction.execute(supersede_sql, {note});
    const std::int64_t note_version = add_version_row(transaction, note, content, version, now_ms);
    add_references(transaction, note_version, content);
    const PatientAttributes patient{content.patient.id, content.patient.issuer_of_id, content.patient.name,
                                    content.patient.birth_date, content.patient.sex};
    for (const std::string& study_instance_uid : studies_of(content)) {
        StudyAttributes attributes;
        attributes.study_instance_uid = study_instance_uid;
        const StudyRow study = ensure_study(transaction, patient, attributes, EstablishedBy::note, now_ms);
        transaction.execute(link_study_sql, {note_version, study.id});
    }
    recount_studies_of_note(transaction, note);
    return note_version;
}

std::optional<NoteOrigin> find_note_by_source(Connection& connection, std::string_view source_system,
                                              std::string_view source_key) {
    Rows rows = connection.query(find_by_source_sql, {source_system, source_key});
    if (!rows.next()) return std::nullopt;
    return NoteOrigin{rows.integer(0), rows.integer(1),     rows.integer(2), note_source_from(rows.text(3)),
                      rows.string(4),  rows.integer(5) == 0};
}

void set_source_digest(Transaction& transaction, std::int64_t note, std::string_view digest) {
    transaction.execute(set_digest_sql, {note, digest});
}

std::optional<NoteOfKosd> find_note_of_kosd(Connection& connection, std::string_view sop_instance_uid) {
    Rows rows = connection.query(find_of_kosd_sql, {sop_instance_uid});
    if (!rows.next()) return std::nullopt;
    return NoteOfKosd{rows.integer(0), rows.integer(1), rows.string(2), note_source_from(rows.text(3)),
                      rows.integer(4)};
}

std::optional<std::int64_t> find_probably_same_note(Connection& connection, std::string_view selection_digest,
                                                    NoteSource than_source) {
    Rows rows = connection.query(find_same_sql, {selection_digest, to_string(than_source)});
    return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

void join_notes(Transaction& transaction, std::int64_t note, std::int64_t shown_as, std::string_view because) {
    transaction.execute(join_sql, {note, shown_as, because});
    recount_studies_of_note(transaction, note);
}

bool part_notes(Transaction& transaction, std::string_view uuid) {
    std::int64_t note = 0;
    {
        Rows rows = transaction.query(part_sql, {uuid});
        if (!rows.next()) return false;
        note = rows.integer(0);
    }
    recount_studies_of_note(transaction, note);
    return true;
}

void withhold_note(Transaction& transaction, std::int64_t note, const std::optional<std::string>& reason) {
    transaction.execute(withhold_sql, {note, reason});
    recount_studies_of_note(transaction, note);
}

void withhold_notes_of_study(Transaction& transaction, std::int64_t study, std::string_view reason) {
    transaction.execute(withhold_of_study_sql, {study, reason});
    recount_notes(transaction, study);
}

void remove_note(Transaction& transaction, std::int64_t note) {
    std::vector<std::int64_t> studies;
    {
        Rows rows = transaction.query(studies_of_note_sql, {note});
        while (rows.next()) studies.push_back(rows.integer(0));
    }
    transaction.execute(forget_kosd_sql, {note});
    transaction.execute(remove_sql, {note});
    for (const std::int64_t study : studies) recount_notes(transaction, study);
}

void resolve_references(Transaction& transaction, std::string_view sop_instance_uid,
                        std::string_view study_instance_uid, std::string_view series_instance_uid,
                        std::string_view sop_class_uid, std::int64_t study) {
    transaction.execute(awaiting_sql, {sop_instance_uid, study});
    transaction.execute(resolve_sql, {sop_instance_uid, study_instance_uid, series_instance_uid, sop_class_uid});
    recount_notes(transaction, study);
}

void recount_studies_of_note(Transaction& transaction, std::int64_t note) {
    std::vector<std::int64_t> studies;
    Rows rows = transaction.query(studies_of_note_sql, {note});
    while (rows.next()) studies.push_back(rows.integer(0));
    for (const std::int64_t study : studies) recount_notes(transaction, study);
}

}  // namespace kinote::database
