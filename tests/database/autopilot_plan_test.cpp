// What Autopilot asks reads as much as it gives, whatever is in the cache: the engines' own plans, over thousands of
// rows.

#include <gmock/gmock.h>

#include "database/autopilot_decision_table.hpp"
#include "database/autopilot_rule_table.hpp"
#include "database/cache_meter_table.hpp"
#include "database/cached_study_table.hpp"
#include "database/deletion_table.hpp"
#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

// Study 1.2.n has two objects, of which a note refers to the first one of every third study. Every tenth is kept, every
// tenth is to be archived.
constexpr std::string_view fill_cache_sql = R"(
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'P' || i, '', '', '', '', '' FROM n ORDER BY i;
INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                   referring_physician_name, established_by, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '1.2.' || i, '', '', '', '', '', '', 'object', 0 FROM n ORDER BY i;
INSERT INTO series (study, series_instance_uid, modality, series_number, description)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '1.3.' || i, 'CT', '', '' FROM n ORDER BY i;
INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                      number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
SELECT (i + 1) / 2, (i + 1) / 2, '1.4.' || i, '1.9', '', '', 0, 0, 0, 9, 'x', 'path' || i, 'C-STORE NORTH 1', i, 0
  FROM n ORDER BY i;
INSERT INTO note (uuid, source, source_system, source_digest, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT 'note' || i, 'local', '', '', 0 FROM n ORDER BY i;
INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, observers,
                          study_instance_uid, selection_digest, is_taken_over, findings, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT i, 1, 'current', '', '', '', '[]', '[]', '1.2.' || i * 3, '', 0, '[]', 5 FROM n ORDER BY i;
INSERT INTO note_reference (note_version, position, study_instance_uid, series_instance_uid, sop_instance_uid,
                            sop_class_uid, frames)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT i, 1, '1.2.' || i * 3, '1.3.' || i * 3, '1.4.' || (i * 6 - 1), '', '' FROM n ORDER BY i;
INSERT INTO note_study (note_version, study)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
SELECT i, i * 3 FROM n ORDER BY i;
INSERT INTO cached_study (study, source, arrived_ms, last_access_ms, file_bytes, plain_bytes, key_bytes, look_ms,
                          archive_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, 'NORTH', i, 9000 - i, 18, CASE WHEN i % 3 = 0 THEN 9 ELSE 18 END, CASE WHEN i % 3 = 0 THEN 9 ELSE 0 END,
       CASE WHEN i % 10 = 0 THEN i END, CASE WHEN i % 10 = 1 THEN i END
  FROM n ORDER BY i;
UPDATE cache_meter SET file_bytes = 54000, key_bytes = 9000 WHERE id = 1;
INSERT INTO cache_intake (hour_ms, bytes)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT CAST(i AS BIGINT) * 3600000, 9 FROM n ORDER BY i;
INSERT INTO cache_change (study, came_bytes, at_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, 0, 0 FROM n ORDER BY i;
INSERT INTO autopilot_decision (study_instance_uid, action, rule, pressure, reason, objects, bytes, since_ms, at_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT '1.2.' || i, 'kept', '', '', '', 0, 0, i, i FROM n ORDER BY i;
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms)
VALUES ('NORTH', 'NORTH', 'host', 104, '', 0, 1, 0, 1, 'automatic', 0, 1, '', 'person', 0);
INSERT INTO export (destination, study_instance_uid, scope, is_again, state, requested_by, requested_ms, remarks,
                    delivered)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, 'study', 0, 'done', '', 0, '[]', 1 FROM n ORDER BY i;
ANALYZE;
)";

class AutopilotPlanTest : public test::FilledPlanTest {
protected:
    AutopilotPlanTest()
        : FilledPlanTest{
              fill_cache_sql,
              {"cached_study", "c", "f", "study", "s", "o", "instance", "i", "note_reference", "r", "note_version", "v",
               "note_study", "ns", "cache_change", "cache_intake", "autopilot_decision", "export", "e"}} {}
};

TEST_P(AutopilotPlanTest, the_least_recently_accessed_are_found_by_index) {
    const auto first = find_studies_to_free(watched(), CachedPart::plain, {INT64_MIN, 0}, 5);
    EXPECT_THAT(plan(), HasSubstr("cached_study_plain"));
    ASSERT_THAT(first, SizeIs(5));
    EXPECT_EQ(first.front().study_instance_uid, "1.2.2999") << "3000 is kept";
    const auto next =
        find_studies_to_free(watched(), CachedPart::plain, {first.back().last_access_ms, first.back().study}, 5);
    EXPECT_EQ(next.front().study_instance_uid, "1.2.2994");
    const auto key_groups = find_studies_to_free(watched(), CachedPart::key_groups, {INT64_MIN, 0}, 5);
    EXPECT_THAT(plan(), HasSubstr("cached_study_key"));
    EXPECT_EQ(key_groups.front().study_instance_uid, "1.2.2997");
    (void)find_kept_studies(watched(), CachedPart::plain, {INT64_MIN, 0}, {-2, 9}, 5);
    EXPECT_THAT(plan(), HasSubstr("cached_study_kept"));
    (void)find_kept_studies(watched(), CachedPart::key_groups, {INT64_MIN, 0}, {10, INT64_MAX}, 5);
    (void)list_marks_of_study(watched(), "1.2.7");
    EXPECT_THAT(find_studies_to_archive(watched(), 100, 5), SizeIs(5));
    EXPECT_THAT(plan(), HasSubstr("cached_study_to_archive"));
    expect_indexes();
}

TEST_P(AutopilotPlanTest, what_rules_ask_of_a_study_is_found_by_the_study) {
    EXPECT_TRUE(find_cached_study(watched(), "1.2.7"));
    EXPECT_TRUE(is_exported(watched(), "1.2.7"));
    EXPECT_EQ(last_note_change(watched(), 9), 5);
    EXPECT_TRUE(is_study_cached(watched(), "1.2.7"));
    EXPECT_THAT(list_autopilot_decisions(watched(), "1.2.7", 5), SizeIs(1));
    expect_indexes();
}

TEST_P(AutopilotPlanTest, counting_reads_the_studies_that_are_counted) {
    EXPECT_THAT(find_metered_arrivals(watched(), 17, 5), SizeIs(5));
    EXPECT_EQ(find_noted_studies(watched(), 17, 9, 5).studies.size(), 5U);
    EXPECT_THAT(list_studies_of_round(watched(), 17, 5), SizeIs(5));
    EXPECT_EQ(list_studies_of_round(watched(), 17, 5).front().source, "NORTH");
    EXPECT_THAT(find_cache_changes(watched(), 5), SizeIs(5));
    EXPECT_EQ(measure_intake(watched(), std::int64_t{2'990} * 3'600'000).bytes, 99);
    Transaction transaction{watched()};
    const std::vector<std::int64_t> studies{3, 4, 5};
    transaction.execute({"UPDATE cached_study SET file_bytes = 0, key_bytes = 0 WHERE study = 3"});
    count_cached_studies(transaction, studies);
    EXPECT_EQ(find_cached_study(watched(), "1.2.3")->file_bytes, 18);
    EXPECT_EQ(find_cached_study(watched(), "1.2.3")->key_bytes, 9);
    EXPECT_EQ(read_cache_meter(watched()).file_bytes, 54'018);
    expect_indexes();
}

TEST_P(AutopilotPlanTest, what_is_written_finds_its_rows_by_index) {
    Transaction transaction{watched()};
    add_study_arrival(transaction, study_arrival(7, "C-STORE NORTH 1", 5));
    const StudyArrival arrivals[] = {study_arrival(8, "import", 5)};
    add_uncounted_studies(transaction, arrivals);
    keep_cached_study(transaction, *find_cached_study(watched(), "1.2.7"), 9);
    const std::vector<std::int64_t> kept{11, 12};
    keep_cached_studies(transaction, kept, -2);
    end_standing_decisions(transaction, kept, "kept");
    EXPECT_THAT(list_autopilot_decisions(watched(), "1.2.11", 5), SizeIs(0));
    add_cache_changes(transaction, kept, 5);
    EXPECT_TRUE(hold_rule_revision(transaction, read_rule_revision(watched())));
    EXPECT_EQ(release_kept_studies(transaction, 1, 50, 3), 3);
    set_archive_look(transaction, 7, std::nullopt);
    EXPECT_EQ(look_for_archiving_again(transaction, 17, 5, 4), 21);
    set_last_access(transaction, "1.2.7", 99'999);
    set_fetched_for(transaction, "1.2.7", "1.2.8");
    set_access_of_returned(transaction, 7, 5);
    EXPECT_TRUE(set_verified(transaction, "1.2.7", "anna", 5));
    forget_cached_study(transaction, 9);
    EXPECT_TRUE(move_cache_meter(transaction, 0, 5, {}));
    add_intake(transaction, {3'600'000, 5});
    turn_back_cache_meter(transaction);
    add_cache_change(transaction, "1.2.7", 5);
    add_cache_return(transaction, 7, 5, 5);
    const std::vector<std::int64_t> lines{1, 2};
    EXPECT_TRUE(take_cache_changes(transaction, lines));
    EXPECT_FALSE(take_cache_changes(transaction, lines)) << "a second time";
    const std::int64_t row =
        add_autopilot_decision(transaction, {"1.2.7", "freed", "old", "red", "least recently accessed", 1, 9}, 5);
    extend_autopilot_decision(transaction, row, 1, 9, 6);
    set_standing_decision(transaction, {"1.2.8", "kept", "", "red", "a job", 0, 9}, 5);
    EXPECT_EQ(forget_autopilot_decisions(transaction, 50, 3), 3);
    expect_indexes();
}

INSTANTIATE_TEST_SUITE_P(Engines, AutopilotPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
