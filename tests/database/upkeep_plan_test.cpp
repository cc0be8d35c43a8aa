// What people are told of, what patrols read and what is forgotten is found by index: the engines' own plans, over
// thousands of rows.

#include <gmock/gmock.h>

#include "database/cached_object_table.hpp"
#include "database/history_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/notification_table.hpp"
#include "database/queue_table.hpp"
#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

// Of 3,000 jobs, exceptions and messages most are over; a few exceptions stand, and a few are still to be told.
constexpr std::string_view upkeep_fill_sql = R"(
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
VALUES ('P', '', '', '', '', '');
INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                   referring_physician_name, established_by, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.1.' || i, '', '', '', '', '', '', 'object', 0 FROM n ORDER BY n.i;
INSERT INTO series (study, series_instance_uid, modality, series_number, description)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '1.4.' || i, 'CT', '', '' FROM n ORDER BY n.i;
INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                      number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, i, '1.2.' || i, '1.9', '1.8', '', 0, 0, 0, 1, 'x', 'path' || i, '', 0, 0 FROM n ORDER BY n.i;
INSERT INTO queue (name, state, changed_ms) VALUES ('Q', 'running', 0);
INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, run_after_ms, created_ms,
                 ended_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'Q', 'KIND', '' || i, '', '{}', CASE WHEN i % 100 = 0 THEN 'new' WHEN i % 10 = 0 THEN 'abandoned' ELSE 'done' END,
       1, 1, 0, i, CASE WHEN i % 100 = 0 THEN NULL ELSE i END FROM n ORDER BY n.i;
INSERT INTO job_exception (job, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms, closed_ms,
                           closed_as, told_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT CASE WHEN i % 2 = 0 THEN i END, 'cause' || (i % 5), '', '', '1.1.' || i, '1.2.' || i,
       CASE WHEN i % 50 = 0 THEN 'open' ELSE 'closed' END, i, CASE WHEN i % 50 = 0 THEN NULL ELSE i END,
       CASE WHEN i % 50 = 0 THEN NULL WHEN i % 3 = 0 THEN 'deleted' ELSE 'done' END,
       CASE WHEN i % 60 = 0 THEN NULL ELSE i END FROM n ORDER BY n.i;
INSERT INTO notification (uuid, channel, cause, kind, raised, standing, studies, remedy, first_ms, last_ms, created_ms,
                          revision, attempts, next_attempt_ms, delivered_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT '' || i, 'webhook', 'cause' || i, 'opened', 1, 1, '[]', '', i, i, i, 1, 1, i,
       CASE WHEN i % 300 = 0 THEN NULL ELSE i END FROM n ORDER BY n.i;
INSERT INTO notification_group (cause, is_open, told_ms) VALUES ('cause1', 1, 0), ('cause7', 1, 0);
INSERT INTO audit_event (at_ms, actor, came_from, action, subject, study_instance_uid, details)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '', '', '', '', '', '{}' FROM n ORDER BY n.i;
ANALYZE;
)";

class UpkeepPlanTest : public test::FilledPlanTest {
protected:
    UpkeepPlanTest()
        : FilledPlanTest{upkeep_fill_sql,
                         {"instance", "i", "study", "s", "job", "job_exception", "e", "notification", "audit_event"}} {}
};

TEST_P(UpkeepPlanTest, what_is_to_be_told_is_found_by_index) {
    EXPECT_EQ(next_untold_cause(watched(), ""), "cause0");
    {
        Transaction transaction{watched()};
        EXPECT_EQ(take_untold(transaction, "cause0", 0, 1, 20).raised, 20);
        transaction.commit();
    }
    EXPECT_GT(count_standing(watched(), "cause0", 100), 0);
    EXPECT_TRUE(has_exceptions(watched(), "cause0"));
    EXPECT_FALSE(list_ended_groups(watched()).empty());
    EXPECT_FALSE(count_exceptions_by_cause(watched()).empty());
    EXPECT_FALSE(count_live_jobs(watched()).empty());
    expect_indexes();
}

TEST_P(UpkeepPlanTest, messages_are_found_by_index) {
    EXPECT_FALSE(list_due_notifications(watched(), "webhook", 10'000, 5).empty());
    EXPECT_EQ(state_of_notifications(watched(), "webhook").waiting, 10);
    Transaction transaction{watched()};
    Notification message;
    message.uuid = "new";
    message.channel = "webhook";
    message.cause = "cause300";
    message.kind = "more";
    add_notification(transaction, message);
    hasten_notifications(transaction, "webhook", 1);
    record_notification_failed(transaction, 300, "refused", 5);
    EXPECT_EQ(forget_notifications(transaction, 1'000, 50), 50);
    transaction.commit();
    expect_indexes();
}

TEST_P(UpkeepPlanTest, a_patrol_looks_at_a_page_by_number) {
    EXPECT_EQ(list_cached_objects(watched(), 1'000, 10).front().object.instance, 1'001);
    EXPECT_TRUE(find_cached_object(watched(), 7));
    EXPECT_FALSE(has_committed_copy(watched(), 7));
    expect_indexes();
}

TEST_P(UpkeepPlanTest, what_is_forgotten_is_looked_at_by_number) {
    Transaction transaction{watched()};
    EXPECT_EQ(forget_jobs(transaction, "done", 0, 2'000, 50).removed, 50);
    EXPECT_EQ(forget_jobs(transaction, "abandoned", 500, 2'000, 50).removed, 50);
    EXPECT_GT(forget_exceptions(transaction, 100, 2'000, 50).removed, 0);
    EXPECT_EQ(forget_audit_events(transaction, 2'000, 50).removed, 50);
    transaction.commit();
    expect_indexes();
}

INSTANTIATE_TEST_SUITE_P(, UpkeepPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
