#include "database/held_note.hpp"

#include "database/lists.hpp"

namespace kinote::database {
namespace {

// Every writer takes the study before its notes, so that none waits for another in a ring.
constexpr Statement hold_study_held_note_sql{R"(
    SELECT 1 FROM study
     WHERE study_instance_uid {in_texts}
        OR id IN (SELECT ns.study FROM note n JOIN note_version v ON v.note = n.id
                    JOIN note_study ns ON ns.note_version = v.id
                   WHERE n.uuid = $2)
     ORDER BY id {for_no_key_update})"};
// The latest version is read by a statement of its own: what it sees begins once the row is held.
constexpr Statement hold_held_note_sql{R"(
    SELECT id, source, CASE WHEN marked_ms IS NULL THEN 0 ELSE 1 END, CASE WHEN withheld IS NULL THEN 0 ELSE 1 END,
           CASE WHEN same_as IS NULL THEN 0 ELSE 1 END, CASE WHEN purged_ms IS NULL THEN 0 ELSE 1 END
      FROM note WHERE uuid = $1 {for_no_key_update})"};
constexpr Statement latest_version_sql{R"(
    SELECT version, state, study_instance_uid FROM note_version WHERE note = $1 ORDER BY version DESC LIMIT 1)"};

}  // namespace

std::optional<HeldNote> hold_note(Transaction& transaction, std::string_view uuid,
                                  const std::vector<std::string_view>& studies) {
    transaction.execute(hold_study_held_note_sql, {text_list(transaction.connection().engine(), studies), uuid});
    HeldNote held;
    {
        Rows rows = transaction.query(hold_held_note_sql, {uuid});
        if (!rows.next()) return std::nullopt;
        held.note = rows.integer(0);
        held.source = rows.string(1);
        held.is_marked = rows.integer(2) != 0;
        held.is_withheld = rows.integer(3) != 0;
        held.is_joined = rows.integer(4) != 0;
        held.is_purged = rows.integer(5) != 0;
    }
    Rows rows = transaction.query(latest_version_sql, {held.note});
    if (!rows.next()) return std::nullopt;
    held.version = rows.integer(0);
    held.state = rows.string(1);
    held.study_instance_uid = rows.string(2);
    return held;
}

}  // namespace kinote::database
