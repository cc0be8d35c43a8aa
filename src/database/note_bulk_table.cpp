#include "database/note_bulk_table.hpp"

#include "database/bulk_insert.hpp"
#include "database/lists.hpp"
#include "database/note_joining.hpp"
#include "database/note_json.hpp"
#include "database/reference_rows.hpp"
#include "database/reserved_ids.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_taken_over_sql{R"(
    SELECT n.source_key, n.id, v.id, v.version, n.source_digest, v.study_instance_uid,
           CASE WHEN v.is_taken_over = 0 OR n.marked_ms IS NOT NULL THEN 1 ELSE 0 END,
           CASE WHEN n.withheld IS NOT NULL THEN 1 ELSE 0 END
      FROM note n JOIN note_version v ON v.note = n.id AND v.state <> 'superseded'
     WHERE n.source_key {in_texts} AND n.source_key IS NOT NULL AND n.source_system = $2
     ORDER BY n.id, v.version)"};

constexpr IdSource note_ids{
    {"SELECT coalesce(max(id), 0) FROM note"},
    {"SELECT nextval(pg_get_serial_sequence('note', 'id')) FROM generate_series(1, CAST($1 AS BIGINT))"}};
constexpr IdSource version_ids{
    {"SELECT coalesce(max(id), 0) FROM note_version"},
    {"SELECT nextval(pg_get_serial_sequence('note_version', 'id')) FROM generate_series(1, CAST($1 AS BIGINT))"}};

constexpr BulkInsert add_notes_sql{{R"(
    INSERT INTO note (id, uuid, source, source_system, source_key, source_digest, withheld, created_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"},
                                   {R"(
    INSERT INTO note (id, uuid, source, source_system, source_key, source_digest, withheld, created_ms)
    SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS TEXT[]), CAST($3 AS TEXT[]), CAST($4 AS TEXT[]),
                         CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS TEXT[]), CAST($8 AS BIGINT[])))"}};

constexpr BulkInsert add_versions_sql{{R"(
    INSERT INTO note_version (id, note, version, state, title_value, title_scheme, title_meaning, modifiers,
                              description, author, observers, made_ms, made_at, study_instance_uid, selection_digest,
                              is_taken_over, kosd_sop_instance_uid, findings, created_ms)
    VALUES ($1, $2, $3, 'current', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, '[]', $16))"},
                                      {R"(
    INSERT INTO note_version (id, note, version, state, title_value, title_scheme, title_meaning, modifiers,
                              description, author, observers, made_ms, made_at, study_instance_uid, selection_digest,
                              is_taken_over, kosd_sop_instance_uid, findings, created_ms)
    SELECT id, note, version, 'current', title_value, title_scheme, title_meaning, modifiers, description, author,
           observers, made_ms, made_at, study, digest, 1, kosd, '[]', created_ms
      FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS BIGINT[]), CAST($4 AS TEXT[]),
                  CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS TEXT[]), CAST($8 AS TEXT[]), CAST($9 AS TEXT[]),
                  CAST($10 AS TEXT[]), CAST($11 AS BIGINT[]), CAST($12 AS TEXT[]), CAST($13 AS TEXT[]),
                  CAST($14 AS TEXT[]), CAST($15 AS TEXT[]), CAST($16 AS BIGINT[]))
           AS given (id, note, version, title_value, title_scheme, title_meaning, modifiers, description, author,
                     observers, made_ms, made_at, study, digest, kosd, created_ms))"}};

constexpr BulkInsert link_studies_sql{{"INSERT INTO note_study (note_version, study) VALUES ($1, $2)"}, {R"(
    INSERT INTO note_study (note_version, study)
    SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[])))"}};

constexpr Statement supersede_note_bulk_sql{
    "UPDATE note_version SET state = 'superseded' WHERE note {in_ids} AND state <> 'superseded'"};
constexpr Statement renew_note_bulk_sql{"UPDATE note SET source_digest = $2, withheld = $3 WHERE id = $1"};
constexpr Statement withdraw_sql{
    "UPDATE note_version SET state = 'withdrawn' WHERE note {in_ids} AND state = 'current'"};

constexpr Statement find_of_kosds_sql{R"(
    SELECT v.kosd_sop_instance_uid, v.note, v.id,
           EXISTS (SELECT 1 FROM joinable_note_version j WHERE j.id = v.id AND j.source = 'received')
      FROM note_version v
     WHERE v.kosd_sop_instance_uid {in_texts} AND v.kosd_sop_instance_uid IS NOT NULL)"};
constexpr Statement find_same_sql{R"(
    SELECT j.selection_digest, j.note, j.id
      FROM joinable_note_version j
     WHERE j.selection_digest {in_texts} AND j.source = 'received'
     ORDER BY j.note DESC)"};  // the oldest one is read last and stays
constexpr Statement read_selections_sql{R"(
    SELECT note_version, sop_instance_uid, frames, presentation_state_uid
      FROM note_reference WHERE note_version {in_ids} ORDER BY note_version, position)"};
constexpr Statement release_kosd_sql{
    "UPDATE note_version SET kosd_sop_instance_uid = NULL WHERE id = $1 AND kosd_sop_instance_uid = $2"};
constexpr Statement take_kosd_sql{"UPDATE note_version SET kosd_sop_instance_uid = $2 WHERE id = $1"};
constexpr Statement carry_note_bulk_sql{"UPDATE kosd SET note_version = $2 WHERE note_version = $1"};

void write_notes(Transaction& transaction, std::span<const BulkVersion> versions, std::span<const AddedVersion> added,
                 std::int64_t now_ms) {
    constexpr std::size_t columns = 8;
    BulkRows rows{transaction, add_notes_sql, columns};
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const BulkVersion& version = versions[i];
        if (version.note != 0) {
            transaction.execute(renew_note_bulk_sql, {version.note, version.new_note.source_digest, version.withheld});
            continue;
        }
        const NewNote& note = version.new_note;
        rows.add({added[i].note, note.uuid, to_string(note.source), note.source_system, note.source_key,
                  note.source_digest, version.withheld, now_ms});
    }
    rows.send();
}

void write_versions(Transaction& transaction, std::span<const BulkVersion> versions,
                    std::span<const AddedVersion> added, std::int64_t now_ms) {
    constexpr std::size_t columns = 16;
    BulkRows rows{transaction, add_versions_sql, columns};
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const BulkVersion& version = versions[i];
        const note::KeyImageNote& content = *version.content;
        rows.add({added[i].note_version, added[i].note, version.version, content.title.value, content.title.scheme,
                  content.title.meaning, codes_to_json(content.modifiers), if_any(content.description),
                  if_any(content.author), observers_to_json(content.observers), content.times.made_at_ms,
                  if_any(content.times.made_at), content.study_instance_uid, version.selection_digest,
                  version.kosd_sop_instance_uid, now_ms});
    }
    rows.send();
}

void write_references(Transaction& transaction, std::span<const BulkVersion> versions,
                      std::span<const AddedVersion> added) {
    ReferenceRows rows{transaction};
    for (std::size_t i = 0; i < versions.size(); ++i) {
        rows.add(added[i].note_version, versions[i].content->references);
    }
    rows.send();
}

void write_study_links(Transaction& transaction, std::span<const BulkVersion> versions,
                       std::span<const AddedVersion> added) {
    BulkRows rows{transaction, link_studies_sql, 2};
    for (std::size_t i = 0; i < versions.size(); ++i) {
        for (const std::int64_t study : versions[i].studies) rows.add({added[i].note_version, study});
    }
    rows.send();
}

}  // namespace

std::unordered_map<std::string, TakenOverNote> find_taken_over_notes(Connection& connection,
                                                                     std::string_view source_system,
                                                                     std::span<const std::string_view> source_keys) {
    std::unordered_map<std::string, TakenOverNote> found;
    if (source_keys.empty()) return found;
    const std::string list = text_list(connection.engine(), source_keys);
    Rows rows = connection.query(find_taken_over_sql, {list, source_system});
    while (rows.next()) {
        found.insert_or_assign(rows.string(0),
                               TakenOverNote{rows.integer(1), rows.integer(2), rows.integer(3), rows.string(4),
                                             rows.string(5), rows.integer(6) != 0, rows.integer(7) != 0});
    }
    return found;
}

std::vector<AddedVersion> add_versions(Transaction& transaction, std::span<const BulkVersion> versions,
                                       std::int64_t now_ms) {
    std::vector<std::int64_t> present;
    std::vector<std::int64_t> withheld;  // of those
    for (const BulkVersion& version : versions) {
        if (version.note == 0) continue;
        present.push_back(version.note);
        if (version.withheld) withheld.push_back(version.note);
    }
    const std::vector<std::int64_t> notes = reserve_ids(transaction, note_ids, versions.size() - present.size());
    const std::vector<std::int64_t> note_versions = reserve_ids(transaction, version_ids, versions.size());
    std::vector<AddedVersion> added;
    std::size_t next_note = 0;
    for (const BulkVersion& version : versions) {
        added.push_back({version.note != 0 ? version.note : notes.at(next_note++), note_versions.at(added.size())});
    }
    if (!present.empty()) {
        transaction.execute(supersede_note_bulk_sql, {id_list(transaction.connection().engine(), present)});
    }
    write_notes(transaction, versions, added, now_ms);
    part_what_is_shown_as(transaction, withheld);
    write_versions(transaction, versions, added, now_ms);
    write_references(transaction, versions, added);
    write_study_links(transaction, versions, added);
    return added;
}

void withdraw_notes(Transaction& transaction, std::span<const std::int64_t> notes) {
    transaction.execute(withdraw_sql, {id_list(transaction.connection().engine(), notes)});
}

std::unordered_map<std::string, JoinableNote> find_notes_of_kosds(Connection& connection,
                                                                  std::span<const std::string_view> sop_instance_uids) {
    std::unordered_map<std::string, JoinableNote> found;
    if (sop_instance_uids.empty()) return found;
    const std::string list = uid_list(connection.engine(), sop_instance_uids);
    Rows rows = connection.query(find_of_kosds_sql, {list});
    while (rows.next()) {
        found.emplace(rows.string(0), JoinableNote{rows.integer(1), rows.integer(2), rows.integer(3) != 0});
    }
    return found;
}

std::unordered_map<std::string, JoinableNote> find_probably_same_notes(
    Connection& connection, std::span<const std::string_view> selection_digests) {
    std::unordered_map<std::string, JoinableNote> found;
    if (selection_digests.empty()) return found;
    const std::string list = text_list(connection.engine(), selection_digests);
    Rows rows = connection.query(find_same_sql, {list});
    while (rows.next()) found.insert_or_assign(rows.string(0), JoinableNote{rows.integer(1), rows.integer(2), true});
    return found;
}

std::unordered_map<std::int64_t, std::vector<note::NoteReference>> read_selections(
    Connection& connection, std::span<const std::int64_t> note_versions) {
    std::unordered_map<std::int64_t, std::vector<note::NoteReference>> selections;
    if (note_versions.empty()) return selections;
    const std::string list = id_list(connection.engine(), note_versions);
    Rows rows = connection.query(read_selections_sql, {list});
    while (rows.next()) {
        note::NoteReference reference;
        reference.sop_instance_uid = rows.string(1);
        reference.frames = frames_from_text(rows.text(2));
        reference.presentation_state_uid = rows.string(3);
        selections[rows.integer(0)].push_back(std::move(reference));
    }
    return selections;
}

void hand_over_kosd(Transaction& transaction, std::int64_t from_note_version, std::int64_t to_note_version,
                    std::string_view sop_instance_uid) {
    transaction.execute(release_kosd_sql, {from_note_version, sop_instance_uid});
    transaction.execute(take_kosd_sql, {to_note_version, sop_instance_uid});
    transaction.execute(carry_note_bulk_sql, {from_note_version, to_note_version});
}

}  // namespace kinote::database
