// Freeing and retrieving look at nothing but the study that they are about: the engines' own plans, over thousands of
// rows.

#include <gmock/gmock.h>

#include "database/creatable_note.hpp"
#include "database/export_table.hpp"
#include "database/job_table.hpp"
#include "database/nearline_table.hpp"
#include "database/query_counts.hpp"
#include "database/study_listing.hpp"
#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Study 1.2.n has the object 1.4.n, which the archive has committed; every tenth is NEARLINE; a job is about each.
constexpr std::string_view fill_nearline_sql = R"(
INSERT INTO queue (name, state, changed_ms) VALUES ('Q', 'running', 0);
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms, is_archive)
VALUES ('VAULT', 'VAULT', 'host', 104, '', 0, 1, 0, 1, 'automatic', 0, 1, '', 'person', 0, 1);
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
                      number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms,
                      freed_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, i, '1.4.' || i, '1.9', '', '', 0, 0, 0, 9, 'x', CASE WHEN i % 10 = 0 THEN NULL ELSE 'path' || i END, '', 0, 0,
       CASE WHEN i % 10 = 0 THEN 7 END
  FROM n ORDER BY i;
INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, status, comment,
                      sent_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.4.' || i, '1.2.' || i, '1.9', 'x', 'committed', 0, '', 0 FROM n ORDER BY i;
INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, run_after_ms,
                 created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'Q', 'SEND', '' || i, '1.2.' || i, '{}', 'new', 0, 0, 0, 0 FROM n ORDER BY i;
INSERT INTO refused_object (sop_instance_uid, sha256, size, received_from, received_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT '1.4.' || i, 'y', 9, '', 0 FROM n ORDER BY i;
INSERT INTO note (uuid, source, source_system, source_digest, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'note' || i, 'local', '', '', 0 FROM n ORDER BY i;
INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, observers,
                          study_instance_uid, selection_digest, is_taken_over, findings, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, 1, 'current', '', '', '', '[]', '[]', '1.2.' || i, '', 0, '[]', 0 FROM n ORDER BY i;
INSERT INTO note_study (note_version, study)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, i FROM n ORDER BY i;
ANALYZE;
)";

class NearlinePlanTest : public test::FilledPlanTest {
protected:
    NearlinePlanTest()
        : FilledPlanTest{fill_nearline_sql, {"instance",
                                             "i",
                                             "study",
                                             "s",
                                             "series",
                                             "e",
                                             "patient",
                                             "p",
                                             "delivery",
                                             "d",
                                             "c",
                                             "job",
                                             "refused_object",
                                             "note_version",
                                             "v",
                                             "note_study",
                                             "t",
                                             "note",
                                             "m",
                                             "j",
                                             "n",
                                             "h"}} {}
};

TEST_P(NearlinePlanTest, what_keeps_a_study_is_found_by_the_study) {
    EXPECT_THAT(find_unarchived_objects(watched(), "1.2.7", 100), IsEmpty());
    EXPECT_THAT(find_jobs_about_study(watched(), "1.2.7"), SizeIs(1));
    EXPECT_THAT(plan(), HasSubstr("job_by_study"));
    EXPECT_THAT(plan(), HasSubstr("job_live"));
    EXPECT_THAT(list_freeable_objects(watched(), "1.2.7", false, 10), SizeIs(1));
    expect_indexes();
}

TEST_P(NearlinePlanTest, a_study_is_freed_by_its_objects) {
    const FreeableObject object = list_freeable_objects(watched(), "1.2.7", true, 10).at(0);
    Transaction transaction{watched()};
    EXPECT_TRUE(hold_study(transaction, "1.2.7"));
    EXPECT_TRUE(free_object(transaction, object, {"c", "b"}, 9));
    EXPECT_FALSE(free_object(transaction, object, {"c", "b"}, 9)) << "a second time";
    EXPECT_EQ(count_nearline_objects(watched(), "1.2.7"), 1);
    expect_indexes();
}

TEST_P(NearlinePlanTest, a_page_of_a_query_finds_what_is_nearline_by_its_own_index) {
    const std::vector<std::int64_t> ids{8, 9, 10, 11};
    EXPECT_EQ(nearline_rows_of_studies(watched(), ids).series, (std::set<std::int64_t>{10}));
    EXPECT_THAT(plan(), HasSubstr("instance_nearline"));
    EXPECT_EQ(nearline_rows_of_patients(watched(), ids).patients, (std::set<std::int64_t>{10}));
    EXPECT_TRUE(find_listed_study(watched(), "1.2.10")->is_nearline);
    EXPECT_FALSE(find_listed_study(watched(), "1.2.11")->is_nearline);
    expect_indexes();
}

TEST_P(NearlinePlanTest, what_comes_back_is_found_by_study_and_object) {
    EXPECT_EQ(count_nearline_objects(watched(), "1.2.10"), 1);
    ASSERT_THAT(find_nearline_holders(watched(), "1.2.10"), SizeIs(1));
    EXPECT_EQ(find_nearline_holders(watched(), "1.2.10").front().name, "VAULT");
    EXPECT_THAT(list_wanted_objects(watched(), "1.2.10", 1), SizeIs(1));
    EXPECT_FALSE(has_hidden_objects(watched(), "1.2.10"));
    const std::vector<std::string_view> uids{"1.4.10", "1.5"};
    EXPECT_THAT(find_refused(watched(), uids), SizeIs(1));
    EXPECT_FALSE(find_returner(watched(), "1.4.10", "x", "STRANGER"));
    EXPECT_TRUE(find_returner(watched(), "1.4.10", "x", "VAULT"));
    Transaction transaction{watched()};
    const ReturnedObject returned{10, "1.4.10", "x", "z", {}, 12, "back", "1.2", std::nullopt};
    EXPECT_TRUE(bring_back(transaction, returned, 9));
    EXPECT_FALSE(bring_back(transaction, returned, 9)) << "a second time";
    expect_indexes();
}

TEST_P(NearlinePlanTest, what_kosds_and_queries_wait_for_is_found_by_the_note_and_by_the_job) {
    const std::vector<std::int64_t> versions{8, 9, 10, 11};
    const auto away = find_studies_away(watched(), versions);
    ASSERT_THAT(away, SizeIs(1));
    EXPECT_EQ(away.front().note_version, 10);
    EXPECT_EQ(away.front().study_instance_uid, "1.2.10");
    EXPECT_TRUE(find_study_of_kosd(watched(), "1.2.10"));
    EXPECT_TRUE(has_job(watched(), "SEND", "7"));
    EXPECT_THAT(plan(), HasSubstr("job_live"));
    EXPECT_FALSE(has_job(watched(), "RETRIEVE", "7"));
    expect_indexes();
}

TEST_P(NearlinePlanTest, an_archive_that_holds_something_alone_is_known) {
    EXPECT_TRUE(has_nearline_objects(connection(), 1));
    connection().run_script("UPDATE instance SET freed_ms = NULL");
    EXPECT_FALSE(has_nearline_objects(connection(), 1));
}

INSTANTIATE_TEST_SUITE_P(Engines, NearlinePlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
