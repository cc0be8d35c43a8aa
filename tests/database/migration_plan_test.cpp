// Runs and their rows are found by index: the engines' own plans, over thousands of rows.

#include <gmock/gmock.h>

#include "database/migration_table.hpp"
#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

constexpr std::string_view migration_fill_sql = R"(
INSERT INTO migration_run (mapping, mapping_digest, source, dry_run, state, worker, started_ms, last_row, notes_read,
                           notes_migrated, notes_updated, notes_already_there, notes_deleted_in_source, notes_conflict,
                           notes_other_patient, notes_rejected, references_read, references_resolved,
                           references_not_here, references_rejected)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'm', '', '', 0, 'done', '', i, 10, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM n ORDER BY n.i;
INSERT INTO migration_row (run, number, source_note_id, outcome, reason, study_instance_uid, reference_outcomes,
                           needs_a_look)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999)
SELECT i / 10 + 1, i % 10 + 1, 'N' || i, 'migrated', '', '1.2.' || i, '', CASE WHEN i % 10 = 7 THEN 1 ELSE 0 END
  FROM n ORDER BY n.i;
ANALYZE;
)";

class MigrationPlanTest : public test::FilledPlanTest {
protected:
    MigrationPlanTest() : FilledPlanTest{migration_fill_sql, {"migration_run", "migration_row"}} {}
};

TEST_P(MigrationPlanTest, runs_and_their_rows_are_found_by_index) {
    EXPECT_EQ(list_migration_runs(watched(), 0, 5).front().id, 3'000);
    EXPECT_EQ(list_migration_runs(watched(), 5, 5).size(), 4U);
    EXPECT_EQ(search_migration_rows(watched(), 1'500, {}, 2, 5).rows.size(), 5U);
    EXPECT_EQ(search_migration_rows(watched(), 1'500, {true, ""}, 0, 5).rows.size(), 1U);
    EXPECT_EQ(search_migration_rows(watched(), 1'500, {false, "migrated"}, 2, 50).rows.size(), 8U);
    EXPECT_TRUE(search_migration_rows(watched(), 1'500, {true, "conflict"}, 0, 5).rows.empty());
    EXPECT_EQ(count_rows_to_look_at(watched(), 1'500), 1);
    EXPECT_TRUE(count_reasons(watched(), 1'500, 5).empty());
    expect_indexes();
}

INSTANTIATE_TEST_SUITE_P(Engines, MigrationPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
