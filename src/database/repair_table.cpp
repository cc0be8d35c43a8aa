#include "database/repair_table.hpp"

#include "base/error.hpp"
#include "database/door.hpp"
#include "database/kosd_source_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_joining.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_repair_sql{R"(
    INSERT INTO repair (kosd, study_instance_uid, note_version, state, was_quarantined, rules, changes, repaired_by,
                        by_rule, repaired_ms)
    VALUES ($1, $2, $3, 'in_force', $4, $5, $6, $7, $8, $9)
    ON CONFLICT DO NOTHING
    RETURNING id)"};

constexpr Statement find_repair_sql{R"(
    SELECT r.id, r.kosd, r.study_instance_uid, n.uuid, v.id, v.version, r.state, r.was_quarantined, r.rules, r.changes,
           r.repaired_by, r.by_rule, r.repaired_ms, r.taken_back_by, r.taken_back_ms, r.reason
      FROM repair r JOIN note_version v ON v.id = r.note_version JOIN note n ON n.id = v.note
     WHERE r.kosd = $1
     ORDER BY r.id DESC LIMIT 1)"};
constexpr Statement find_shown_repair_sql{R"(
    SELECT r.id, r.kosd, r.study_instance_uid, n.uuid, v.id, v.version, r.state, r.was_quarantined, r.rules, r.changes,
           r.repaired_by, r.by_rule, r.repaired_ms, r.taken_back_by, r.taken_back_ms, r.reason
      FROM repair r JOIN note_version v ON v.id = r.note_version
      JOIN note n ON n.id = v.note AND n.marked_ms IS NULL
      JOIN instance i ON i.sop_instance_uid = r.kosd AND i.marked_ms IS NULL
     WHERE r.kosd = $1
     ORDER BY r.id DESC LIMIT 1)"};
constexpr Statement list_repair_sql{R"(
    SELECT r.id, r.kosd, r.study_instance_uid, n.uuid, v.id, v.version, r.state, r.was_quarantined, r.rules, r.changes,
           r.repaired_by, r.by_rule, r.repaired_ms, r.taken_back_by, r.taken_back_ms, r.reason
      FROM repair r JOIN note_version v ON v.id = r.note_version
      JOIN note n ON n.id = v.note AND n.marked_ms IS NULL
      JOIN instance i ON i.sop_instance_uid = r.kosd AND i.marked_ms IS NULL
     ORDER BY r.repaired_ms DESC, r.id DESC LIMIT $1 OFFSET $2)"};
constexpr Statement list_repair_by_state_sql{R"(
    SELECT r.id, r.kosd, r.study_instance_uid, n.uuid, v.id, v.version, r.state, r.was_quarantined, r.rules, r.changes,
           r.repaired_by, r.by_rule, r.repaired_ms, r.taken_back_by, r.taken_back_ms, r.reason
      FROM repair r JOIN note_version v ON v.id = r.note_version
      JOIN note n ON n.id = v.note AND n.marked_ms IS NULL
      JOIN instance i ON i.sop_instance_uid = r.kosd AND i.marked_ms IS NULL
     WHERE r.state = $3
     ORDER BY r.repaired_ms DESC, r.id DESC LIMIT $1 OFFSET $2)"};
constexpr Statement rejected_repair_sql{R"(
    SELECT r.id, r.kosd, r.study_instance_uid, n.uuid, v.id, v.version, r.state, r.was_quarantined, r.rules, r.changes,
           r.repaired_by, r.by_rule, r.repaired_ms, r.taken_back_by, r.taken_back_ms, r.reason
      FROM rejection j JOIN repair r ON r.kosd = j.sop_instance_uid AND r.state = 'in_force'
      JOIN note_version v ON v.id = r.note_version JOIN note n ON n.id = v.note
     WHERE j.note = $1 AND j.hides = 1 AND j.study_instance_uid = r.study_instance_uid AND v.state = 'current'
     ORDER BY r.kosd)"};

constexpr Statement find_repairable_sql = visible<Door::repair>(R"(
    SELECT k.registration_state, n.uuid, n.source, v.kosd_sop_instance_uid,
           CASE WHEN v.state = 'current' THEN 1 ELSE 0 END, CASE WHEN n.same_as IS NULL THEN 0 ELSE 1 END,
           CASE WHEN EXISTS (SELECT 1 FROM kosd_source c WHERE c.sop_instance_uid = i.sop_instance_uid)
                THEN 1 ELSE 0 END,
           CASE WHEN n.purged_ms IS NULL THEN 0 ELSE 1 END,
           CASE WHEN i.marked_ms IS NULL AND n.marked_ms IS NULL THEN 0 ELSE 1 END,
           CASE WHEN (SELECT w.id FROM visible_instance w WHERE w.id = i.id) IS NULL THEN 0 ELSE 1 END
      FROM instance i JOIN kosd k ON k.instance = i.id
      LEFT JOIN note_version v ON v.id = coalesce(k.note_version, (SELECT o.id FROM note_version o
                                                                    WHERE o.kosd_sop_instance_uid = i.sop_instance_uid))
      LEFT JOIN note n ON n.id = v.note
     WHERE i.sop_instance_uid = $1)");

// The version that the KOSD carries now is the one before the repair.
constexpr Statement carried_version_sql{R"(
    SELECT k.note_version, v.note FROM instance i JOIN kosd k ON k.instance = i.id
      JOIN note_version v ON v.id = k.note_version
     WHERE i.sop_instance_uid = $1)"};
constexpr Statement supersede_repair_sql{
    "UPDATE note_version SET state = 'superseded' WHERE note = $1 AND state = 'current'"};
constexpr Statement release_kosd_repair_sql{"UPDATE note_version SET kosd_sop_instance_uid = NULL WHERE id = $1"};
constexpr Statement copy_version_sql{R"(
    INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, description,
                              language, author, observers, made_ms, made_at, study_instance_uid, selection_digest,
                              kosd_sop_instance_uid, findings, created_ms, is_taken_over)
    SELECT v.note, (SELECT max(o.version) + 1 FROM note_version o WHERE o.note = v.note), 'current', v.title_value,
           v.title_scheme, v.title_meaning, v.modifiers, v.description, v.language, v.author, v.observers, v.made_ms,
           v.made_at, v.study_instance_uid, v.selection_digest, CAST($2 AS TEXT), v.findings, CAST($3 AS BIGINT),
           v.is_taken_over
      FROM note_version v WHERE v.id = $1
    RETURNING id)"};
constexpr Statement copy_references_sql{R"(
    INSERT INTO note_reference (note_version, position, study_instance_uid, series_instance_uid, sop_instance_uid,
                                sop_class_uid, frames, presentation_state_uid, presentation_state_study_instance_uid,
                                presentation_state_series_instance_uid, presentation_state_sop_class_uid)
    SELECT CAST($2 AS BIGINT), r.position, r.study_instance_uid, r.series_instance_uid, r.sop_instance_uid,
           r.sop_class_uid, r.frames, r.presentation_state_uid, r.presentation_state_study_instance_uid,
           r.presentation_state_series_instance_uid, r.presentation_state_sop_class_uid
      FROM note_reference r WHERE r.note_version = $1)"};
constexpr Statement copy_studies_sql{R"(
    INSERT INTO note_study (note_version, study)
    SELECT CAST($2 AS BIGINT), s.study FROM note_study s WHERE s.note_version = $1)"};
constexpr Statement carry_repair_sql{"UPDATE kosd SET note_version = $2 WHERE note_version = $1"};
constexpr Statement show_repair_sql{R"(
    UPDATE instance SET withheld = NULL
     WHERE withheld = 'superseded' AND id IN (SELECT k.instance FROM kosd k WHERE k.note_version = $1))"};
constexpr Statement end_repair_sql{R"(
    UPDATE repair SET state = 'taken_back', taken_back_by = $2, taken_back_ms = $3, reason = $4
     WHERE id = $1)"};

RepairRow repair_from(const Rows& row) {
    return {row.integer(0),         row.string(1),           row.string(2),
            row.string(3),          row.integer(4),          row.integer(5),
            row.string(6),          row.integer(7) != 0,     row.string(8),
            row.string(9),          row.string(10),          row.integer(11) != 0,
            row.integer(12),        row.optional_string(13), row.optional_integer(14),
            row.optional_string(15)};
}

std::vector<RepairRow> read_repairs(Rows rows) {
    std::vector<RepairRow> repairs;
    while (rows.next()) repairs.push_back(repair_from(rows));
    return repairs;
}

std::int64_t copy_version(Transaction& transaction, std::int64_t note_version, std::string_view kosd,
                          std::int64_t now_ms) {
    Rows row = transaction.query(copy_version_sql, {note_version, kosd, now_ms});
    row.next();
    return row.integer(0);
}

}  // namespace

void add_repair(Transaction& transaction, const NewRepair& repair, std::int64_t now_ms) {
    const bool is_added = transaction
                              .query(add_repair_sql, {repair.kosd, repair.study_instance_uid, repair.note_version,
                                                      repair.was_quarantined ? 1 : 0, repair.rules, repair.changes,
                                                      repair.repaired_by, repair.is_by_rule ? 1 : 0, now_ms})
                              .next();
    if (!is_added) throw base::Error{base::ErrorKind::refused, "the KOSD has been repaired already"};
}

std::optional<RepairRow> find_repair(Connection& connection, std::string_view kosd) {
    Rows row = connection.query(find_repair_sql, {kosd});
    return row.next() ? std::optional{repair_from(row)} : std::nullopt;
}

std::optional<RepairRow> find_shown_repair(Connection& connection, std::string_view kosd) {
    Rows row = connection.query(find_shown_repair_sql, {kosd});
    return row.next() ? std::optional{repair_from(row)} : std::nullopt;
}

std::vector<RepairRow> list_repairs(Connection& connection, std::string_view state, std::int64_t limit,
                                    std::int64_t offset) {
    if (state.empty()) return read_repairs(connection.query(list_repair_sql, {limit, offset}));
    return read_repairs(connection.query(list_repair_by_state_sql, {limit, offset, state}));
}

std::vector<RepairRow> find_rejected_repairs(Connection& connection, std::string_view rejection_note) {
    return read_repairs(connection.query(rejected_repair_sql, {rejection_note}));
}

std::optional<RepairableKosd> find_repairable_kosd(Connection& connection, std::string_view kosd) {
    Rows row = connection.query(find_repairable_sql, {kosd});
    if (!row.next()) return std::nullopt;
    RepairableKosd found;
    found.registration_state = row.string(0);
    found.note = row.optional_string(1).value_or("");
    found.note_source = row.optional_string(2).value_or("");
    found.lead = row.optional_string(3);
    found.is_current = row.integer(4) != 0;
    found.is_joined = row.integer(5) != 0 && !found.note.empty();
    found.is_ours = row.integer(6) != 0;
    found.is_purged = row.integer(7) != 0 && !found.note.empty();
    found.is_marked = row.integer(8) != 0;
    found.is_visible = row.integer(9) != 0;
    return found;
}

void take_back_repair(Transaction& transaction, const RepairRow& repair, std::string_view by, std::string_view reason,
                      std::int64_t now_ms) {
    std::int64_t before = 0;
    std::int64_t note = 0;
    {
        Rows row = transaction.query(carried_version_sql, {repair.kosd});
        if (!row.next()) throw base::Error{base::ErrorKind::refused, "the KOSD that came is no longer here"};
        before = row.integer(0);
        note = row.integer(1);
    }
    transaction.execute(supersede_repair_sql, {note});
    transaction.execute(release_kosd_repair_sql, {before});
    const std::int64_t as_it_came = copy_version(transaction, before, repair.kosd, now_ms);
    transaction.execute(copy_references_sql, {before, as_it_came});
    transaction.execute(copy_studies_sql, {before, as_it_came});
    transaction.execute(carry_repair_sql, {before, as_it_came});
    transaction.execute(show_repair_sql, {as_it_came});
    (void)withhold_superseded_kosds(transaction, as_it_came);
    transaction.execute(end_repair_sql, {repair.id, by, now_ms, reason});
    if (repair.was_quarantined) {
        set_registration_state(transaction, repair.kosd, RegistrationState::quarantined);
        withhold_note(transaction, note, "quarantined");
    } else {
        recount_studies_of_note(transaction, note);
    }
}

}  // namespace kinote::database
