#include "database/migration_table.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "database/bulk_insert.hpp"
#include "database/migration_row_text.hpp"

namespace kinote::database {
namespace {

constexpr Statement stop_others_sql{R"(
    UPDATE migration_run SET state = 'stopped', ended_ms = $3
     WHERE mapping = $1 AND dry_run = $2 AND state = 'running')"};

constexpr Statement add_run_sql{R"(
    INSERT INTO migration_run (mapping, mapping_digest, source, dry_run, state, worker, started_ms, last_row,
                               notes_read, notes_migrated, notes_updated, notes_already_there,
                               notes_deleted_in_source, notes_conflict, notes_other_patient, notes_rejected,
                               references_read, references_resolved, references_not_here, references_rejected)
    VALUES ($1, $2, $3, $4, 'running', $5, $6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    RETURNING id)"};

// A run of the same kind that is newer has read the source from its beginning: nothing is to be resumed before it.
constexpr Statement find_unfinished_sql{R"(
    SELECT id FROM migration_run
     WHERE mapping = $1 AND mapping_digest = $2 AND source = $3 AND dry_run = $4 AND state <> 'done'
       AND NOT (state = 'failed' AND last_row = 0)
       AND id = (SELECT max(o.id) FROM migration_run o WHERE o.mapping = $1 AND o.dry_run = $4))"};

constexpr Statement take_over_migration_sql{R"(
    UPDATE migration_run SET worker = $2, state = 'running', error = NULL, ended_ms = NULL WHERE id = $1)"};

constexpr Statement lock_sql{R"(
    SELECT 1 FROM migration_run WHERE id = $1 AND worker = $2 AND state = 'running' {for_update})"};

constexpr Statement set_total_migration_sql{"UPDATE migration_run SET notes_total = $2 WHERE id = $1"};

constexpr Statement advance_sql{R"(
    UPDATE migration_run
       SET last_source_note_id = $2, last_row = $3, notes_read = $4, notes_migrated = $5, notes_updated = $6,
           notes_already_there = $7, notes_deleted_in_source = $8, notes_conflict = $9, notes_other_patient = $10,
           notes_rejected = $11, references_read = $12, references_resolved = $13, references_not_here = $14,
           references_rejected = $15
     WHERE id = $1)"};

constexpr Statement end_migration_sql{R"(
    UPDATE migration_run SET state = $3, error = $4, ended_ms = $5
     WHERE id = $1 AND worker = $2 AND state = 'running')"};

constexpr Statement find_run_sql{R"(
    SELECT id, mapping, mapping_digest, source, dry_run, state, error, started_ms, ended_ms, notes_total,
           last_source_note_id, last_row, notes_read, references_read, notes_migrated, notes_updated,
           notes_already_there, notes_deleted_in_source, notes_conflict, notes_other_patient, notes_rejected,
           references_resolved, references_not_here, references_rejected
      FROM migration_run WHERE id = $1)"};

constexpr Statement list_runs_sql{R"(
    SELECT id, mapping, mapping_digest, source, dry_run, state, error, started_ms, ended_ms, notes_total,
           last_source_note_id, last_row, notes_read, references_read, notes_migrated, notes_updated,
           notes_already_there, notes_deleted_in_source, notes_conflict, notes_other_patient, notes_rejected,
           references_resolved, references_not_here, references_rejected
      FROM migration_run WHERE id < $1 ORDER BY id DESC LIMIT $2)"};

constexpr Statement latest_run_sql{"SELECT max(id) FROM migration_run WHERE dry_run = 0"};

constexpr BulkInsert add_rows_sql{{R"(
    INSERT INTO migration_row (run, number, source_note_id, outcome, reason, study_instance_uid, note_version,
                               reference_outcomes, reference_details, needs_a_look)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"},
                                  {R"(
    INSERT INTO migration_row (run, number, source_note_id, outcome, reason, study_instance_uid, note_version,
                               reference_outcomes, reference_details, needs_a_look)
    SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS TEXT[]), CAST($4 AS TEXT[]),
                         CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS BIGINT[]), CAST($8 AS TEXT[]),
                         CAST($9 AS TEXT[]), CAST($10 AS BIGINT[])))"}};

constexpr Statement list_rows_sql{R"(
    SELECT number, source_note_id, outcome, reason, study_instance_uid, note_version, reference_outcomes,
           reference_details, needs_a_look
      FROM migration_row WHERE run = $1 AND number > $2 ORDER BY number LIMIT $3)"};
constexpr Statement list_rows_to_look_at_sql{R"(
    SELECT number, source_note_id, outcome, reason, study_instance_uid, note_version, reference_outcomes,
           reference_details, needs_a_look
      FROM migration_row WHERE run = $1 AND number > $2 AND needs_a_look = 1 ORDER BY number LIMIT $3)"};

constexpr Statement last_row_sql{"SELECT last_row FROM migration_run WHERE id = $1"};
// Bounded by the numbers, so that a seldom outcome does not have the whole run read for one page.
constexpr Statement search_rows_sql{R"(
    SELECT number, source_note_id, outcome, reason, study_instance_uid, note_version, reference_outcomes,
           reference_details, needs_a_look
      FROM migration_row
     WHERE run = $1 AND number > $2 AND number <= $3 AND coalesce(outcome, 'no_note') = $4 AND needs_a_look >= $5
     ORDER BY number LIMIT $6)"};

constexpr Statement count_to_look_at_sql{"SELECT count(*) FROM migration_row WHERE run = $1 AND needs_a_look = 1"};

constexpr Statement count_reasons_sql{R"(
    SELECT outcome, reason, count(*) FROM migration_row WHERE run = $1 AND reason <> ''
     GROUP BY outcome, reason ORDER BY count(*) DESC, reason, outcome LIMIT $2)"};

constexpr Statement compare_studies_sql{R"(
    SELECT study_instance_uid, sum(in_source), sum(here)
      FROM (SELECT study_instance_uid, 1 AS in_source, 0 AS here
              FROM migration_row WHERE run = $1 AND outcome <> 'deleted_in_source'
            UNION ALL
            SELECT v.study_instance_uid, 0, 1
              FROM note n JOIN note_version v ON v.note = n.id AND v.state = 'current'
             WHERE n.source_system = $2 AND n.source_key IS NOT NULL AND n.source = 'legacy' AND n.withheld IS NULL
               AND n.marked_ms IS NULL) AS both_sides
     WHERE study_instance_uid > $3
     GROUP BY study_instance_uid
    HAVING sum(in_source) <> sum(here)
     ORDER BY study_instance_uid LIMIT $4)"};

constexpr Statement remove_repeated_sql{R"(
    DELETE FROM migration_row
     WHERE (run, number) IN (
           SELECT w.run, w.number FROM migration_row w JOIN migration_run r ON r.id = w.run
            WHERE r.mapping = $1 AND r.dry_run = $2 AND r.id < $3 AND r.condensed = 0
              AND (r.dry_run = 1 OR w.outcome IS NULL OR w.outcome NOT IN ('migrated', 'updated'))
            LIMIT $4))"};

constexpr Statement mark_condensed_sql{
    "UPDATE migration_run SET condensed = 1 WHERE mapping = $1 AND dry_run = $2 AND id < $3 AND condensed = 0"};

NoteOutcome note_outcome_from(std::string_view word) {
    for (const NoteOutcome outcome : note_outcomes) {
        if (to_string(outcome) == word) return outcome;
    }
    std::abort();  // the column has a CHECK
}

MigrationRun read_run(const Rows& rows) {
    MigrationRun run;
    run.id = rows.integer(0);
    run.origin = {rows.string(1), rows.string(2), rows.string(3), rows.integer(4) != 0};
    run.state = rows.string(5);
    run.error = rows.optional_string(6);
    run.started_ms = rows.integer(7);
    run.ended_ms = rows.optional_integer(8);
    run.notes_total = rows.optional_integer(9);
    run.mark.last_source_note_id = rows.optional_string(10);
    run.mark.last_row = rows.integer(11);
    run.mark.counts.notes_read = rows.integer(12);
    run.mark.counts.references_read = rows.integer(13);
    int column = 14;
    for (std::int64_t& count : run.mark.counts.notes) count = rows.integer(column++);
    for (std::int64_t& count : run.mark.counts.references) count = rows.integer(column++);
    return run;
}

}  // namespace

std::string_view to_string(NoteOutcome outcome) {
    switch (outcome) {
        case NoteOutcome::migrated: return "migrated";
        case NoteOutcome::updated: return "updated";
        case NoteOutcome::already_there: return "already_there";
        case NoteOutcome::deleted_in_source: return "deleted_in_source";
        case NoteOutcome::conflict: return "conflict";
        case NoteOutcome::other_patient: return "other_patient";
        case NoteOutcome::rejected: return "rejected";
    }
    std::abort();
}

std::string_view to_string(ReferenceOutcome outcome) {
    switch (outcome) {
        case ReferenceOutcome::resolved: return "resolved";
        case ReferenceOutcome::not_here: return "not_here";
        case ReferenceOutcome::rejected: return "rejected";
    }
    std::abort();
}

std::int64_t add_migration_run(Transaction& transaction, const NewMigrationRun& run, std::string_view worker,
                               std::int64_t now_ms) {
    const int dry_run = run.is_dry_run ? 1 : 0;
    transaction.execute(stop_others_sql, {run.mapping, dry_run, now_ms});
    Rows rows = transaction.query(add_run_sql, {run.mapping, run.mapping_digest, run.source, dry_run, worker, now_ms});
    rows.next();
    return rows.integer(0);
}

std::optional<MigrationRun> find_unfinished_run(Connection& connection, const NewMigrationRun& run) {
    std::int64_t id = 0;
    {
        Rows rows = connection.query(find_unfinished_sql,
                                     {run.mapping, run.mapping_digest, run.source, run.is_dry_run ? 1 : 0});
        if (!rows.next()) return std::nullopt;
        id = rows.integer(0);
    }
    return find_migration_run(connection, id);
}

void take_over_run(Transaction& transaction, std::int64_t run, std::string_view worker) {
    transaction.execute(take_over_migration_sql, {run, worker});
}

bool lock_run(Transaction& transaction, std::int64_t run, std::string_view worker) {
    return transaction.query(lock_sql, {run, worker}).next();
}

void set_notes_total(Transaction& transaction, std::int64_t run, std::int64_t notes_total) {
    transaction.execute(set_total_migration_sql, {run, notes_total});
}

void advance_run(Transaction& transaction, std::int64_t run, const MigrationProgressMark& mark) {
    const auto& notes = mark.counts.notes;
    const auto& references = mark.counts.references;
    transaction.execute(advance_sql, {run, mark.last_source_note_id, mark.last_row, mark.counts.notes_read, notes[0],
                                      notes[1], notes[2], notes[3], notes[4], notes[5], notes[6],
                                      mark.counts.references_read, references[0], references[1], references[2]});
}

void end_run(Transaction& transaction, std::int64_t run, std::string_view worker, std::string_view state,
             const std::optional<std::string>& error, std::int64_t now_ms) {
    transaction.execute(end_migration_sql, {run, worker, state, error, now_ms});
}

std::optional<MigrationRun> find_migration_run(Connection& connection, std::int64_t run) {
    Rows rows = connection.query(find_run_sql, {run});
    return rows.next() ? std::optional{read_run(rows)} : std::nullopt;
}

std::optional<MigrationRun> find_latest_migration_run(Connection& connection) {
    std::optional<std::int64_t> id;
    {
        Rows rows = connection.query(latest_run_sql);
        if (rows.next()) id = rows.optional_integer(0);
    }
    return id ? find_migration_run(connection, *id) : std::nullopt;
}

std::vector<MigrationRun> list_migration_runs(Connection& connection, std::int64_t before, std::int64_t limit) {
    Rows rows = connection.query(list_runs_sql, {before == 0 ? INT64_MAX : before, limit});
    std::vector<MigrationRun> runs;
    while (rows.next()) runs.push_back(read_run(rows));
    return runs;
}

void add_migration_rows(Transaction& transaction, std::int64_t run, std::span<const MigrationRow> rows) {
    constexpr std::size_t columns = 10;
    BulkRows bulk{transaction, add_rows_sql, columns};
    for (const MigrationRow& row : rows) {
        const std::optional<std::string> details =
            row.details.empty() ? std::nullopt : std::optional{details_to_json(row.details)};
        bulk.add({run, row.number, row.source_note_id, row.outcome ? Value{to_string(*row.outcome)} : Value{nullptr},
                  row.reason, row.study_instance_uid, row.note_version, runs_to_text(row.references), details,
                  row.needs_a_look ? 1 : 0});
    }
    bulk.send();
}

namespace {

std::vector<MigrationRow> read_migration_rows(Rows rows) {
    std::vector<MigrationRow> page;
    while (rows.next()) {
        MigrationRow row;
        row.number = rows.integer(0);
        row.source_note_id = rows.string(1);
        if (!rows.is_null(2)) row.outcome = note_outcome_from(rows.text(2));
        row.reason = rows.string(3);
        row.study_instance_uid = rows.string(4);
        row.note_version = rows.optional_integer(5);
        row.references = runs_from_text(rows.text(6));
        if (!rows.is_null(7)) row.details = details_from_json(rows.text(7));
        row.needs_a_look = rows.integer(8) != 0;
        page.push_back(std::move(row));
    }
    return page;
}

}  // namespace

std::vector<MigrationRow> list_migration_rows(Connection& connection, std::int64_t run, std::int64_t after_number,
                                              std::int64_t limit, bool only_to_look_at) {
    return read_migration_rows(
        connection.query(only_to_look_at ? list_rows_to_look_at_sql : list_rows_sql, {run, after_number, limit}));
}

MigrationRowPage search_migration_rows(Connection& connection, std::int64_t run, const MigrationRowFilter& filter,
                                       std::int64_t after_number, std::int64_t limit) {
    constexpr std::int64_t rows_of_look = 20'000;
    constexpr int most_looks = 20;
    MigrationRowPage page;
    const auto is_full = [&page, limit] { return static_cast<std::int64_t>(page.rows.size()) >= limit; };
    if (filter.outcome.empty()) {
        page.rows = list_migration_rows(connection, run, after_number, limit, filter.only_to_look_at);
        if (is_full()) page.next_after = page.rows.back().number;
        return page;
    }
    std::int64_t last_row = 0;
    {
        Rows rows = connection.query(last_row_sql, {run});
        if (rows.next()) last_row = rows.integer(0);
    }
    for (int look = 0; look < most_looks && after_number < last_row && !is_full(); ++look) {
        const std::int64_t until = std::min(after_number + rows_of_look, last_row);
        const std::int64_t wanted = limit - static_cast<std::int64_t>(page.rows.size());
        std::vector<MigrationRow> found = read_migration_rows(connection.query(
            search_rows_sql, {run, after_number, until, filter.outcome, filter.only_to_look_at ? 1 : 0, wanted}));
        page.rows.insert(page.rows.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
        after_number = is_full() ? page.rows.back().number : until;
    }
    if (after_number < last_row) page.next_after = after_number;
    return page;
}

std::int64_t count_rows_to_look_at(Connection& connection, std::int64_t run) {
    Rows rows = connection.query(count_to_look_at_sql, {run});
    rows.next();
    return rows.integer(0);
}

std::vector<ReasonCount> count_reasons(Connection& connection, std::int64_t run, std::int64_t limit) {
    Rows rows = connection.query(count_reasons_sql, {run, limit});
    std::vector<ReasonCount> counts;
    while (rows.next()) {
        const auto outcome =
            rows.is_null(0) ? std::nullopt : std::optional<NoteOutcome>{note_outcome_from(rows.text(0))};
        counts.push_back({outcome, rows.string(1), rows.integer(2)});
    }
    return counts;
}

std::vector<StudyDifference> compare_studies(Connection& connection, const MigrationRun& run,
                                             std::string_view after_study_instance_uid, std::int64_t limit) {
    Rows rows = connection.query(compare_studies_sql, {run.id, run.origin.mapping, after_study_instance_uid, limit});
    std::vector<StudyDifference> differences;
    while (rows.next()) differences.push_back({rows.string(0), rows.integer(1), rows.integer(2)});
    return differences;
}

std::int64_t remove_repeated_rows(Transaction& transaction, const MigrationRun& run, std::int64_t limit) {
    const int dry_run = run.origin.is_dry_run ? 1 : 0;
    const std::int64_t removed = transaction.change(remove_repeated_sql, {run.origin.mapping, dry_run, run.id, limit});
    if (removed < limit) transaction.execute(mark_condensed_sql, {run.origin.mapping, dry_run, run.id});
    return removed;
}

}  // namespace kinote::database
