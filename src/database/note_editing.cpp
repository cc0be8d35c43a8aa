#include "database/note_editing.hpp"

#include <fmt/format.h>

#include <vector>

#include "database/study_bulk_table.hpp"

namespace kinote::database {
namespace {

// The latest version is read by a statement of its own: what it sees begins once the row is held.
constexpr Statement hold_sql{R"(
    SELECT id, source, CASE WHEN marked_ms IS NULL THEN 0 ELSE 1 END, CASE WHEN withheld IS NULL THEN 0 ELSE 1 END,
           CASE WHEN same_as IS NULL THEN 0 ELSE 1 END
      FROM note WHERE uuid = $1 {for_no_key_update})"};
constexpr Statement latest_version_sql{R"(
    SELECT version, state, study_instance_uid FROM note_version WHERE note = $1 ORDER BY version DESC LIMIT 1)"};

// The note and what is shown as it.
constexpr Statement mark_notes_sql{R"(
    UPDATE note SET marked_ms = $2, marked_by = $3, mark_cause = $4
     WHERE marked_ms IS NULL
       AND id IN (SELECT id FROM note WHERE id = $1 UNION ALL SELECT id FROM note WHERE same_as = $1)
    RETURNING id)"};
constexpr Statement mark_kosds_sql{R"(
    UPDATE instance SET marked_ms = $2, marked_by = $3, mark_cause = $4
     WHERE marked_ms IS NULL
       AND id IN (SELECT k.instance FROM note_version v JOIN kosd k ON k.note_version = v.id
                   WHERE v.note IN (SELECT id FROM note WHERE id = $1 UNION ALL
                                    SELECT id FROM note WHERE same_as = $1)))"};
constexpr Statement unmark_notes_sql{R"(
    UPDATE note SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL
     WHERE mark_cause = $2
       AND id IN (SELECT id FROM note WHERE id = $1 UNION ALL SELECT id FROM note WHERE same_as = $1)
    RETURNING id)"};
constexpr Statement unmark_kosds_sql{R"(
    UPDATE instance SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL
     WHERE mark_cause = $2
       AND id IN (SELECT k.instance FROM note_version v JOIN kosd k ON k.note_version = v.id
                   WHERE v.note IN (SELECT id FROM note WHERE id = $1 UNION ALL
                                    SELECT id FROM note WHERE same_as = $1)))"};

std::string cause_of(std::string_view uuid) { return fmt::format("note {}", uuid); }

std::vector<std::int64_t> read_ids(Rows rows) {
    std::vector<std::int64_t> ids;
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
}

void recount(Transaction& transaction, const std::vector<std::int64_t>& notes) {
    recount_studies(transaction, studies_of_notes(transaction.connection(), notes));
}

}  // namespace

std::optional<HeldNote> hold_note(Transaction& transaction, std::string_view uuid) {
    HeldNote held;
    {
        Rows rows = transaction.query(hold_sql, {uuid});
        if (!rows.next()) return std::nullopt;
        held.note = rows.integer(0);
        held.source = rows.string(1);
        held.is_marked = rows.integer(2) != 0;
        held.is_withheld = rows.integer(3) != 0;
        held.is_joined = rows.integer(4) != 0;
    }
    Rows rows = transaction.query(latest_version_sql, {held.note});
    if (!rows.next()) return std::nullopt;
    held.version = rows.integer(0);
    held.state = rows.string(1);
    held.study_instance_uid = rows.string(2);
    return held;
}

void mark_note(Transaction& transaction, std::int64_t note, std::string_view uuid, std::string_view by,
               std::int64_t now_ms) {
    const std::string cause = cause_of(uuid);
    transaction.execute(mark_kosds_sql, {note, now_ms, by, cause});
    recount(transaction, read_ids(transaction.query(mark_notes_sql, {note, now_ms, by, cause})));
}

void unmark_note(Transaction& transaction, std::int64_t note, std::string_view uuid) {
    const std::string cause = cause_of(uuid);
    transaction.execute(unmark_kosds_sql, {note, cause});
    recount(transaction, read_ids(transaction.query(unmark_notes_sql, {note, cause})));
}

}  // namespace kinote::database
