#include "database/schema.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "base/error.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

constexpr Statement steps_sql{"SELECT count(*) FROM schema_step"};
constexpr Statement add_newer_sql{
    "INSERT INTO schema_step (number, name, sha256, applied_ms) VALUES (9999, 'from_tomorrow', '', 0)"};
constexpr Statement change_sql{"UPDATE schema_step SET sha256 = 'another' WHERE number = 2"};

class SchemaTest : public test::DatabaseTest {
protected:
    SchemaTest() : DatabaseTest{test::Filled::nothing} {}

    std::int64_t steps() {
        Rows rows = connection().query(steps_sql);
        rows.next();
        return rows.integer(0);
    }
    std::string refusal() {
        try {
            bring_schema_up_to_date(database(), 0);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::refused);
            return error.what();
        }
        return "";
    }
};

TEST_P(SchemaTest, a_new_database_gets_every_step_once) {
    bring_schema_up_to_date(database(), 1);
    EXPECT_EQ(steps(), static_cast<std::int64_t>(schema_steps().size()));
    bring_schema_up_to_date(database(), 2);
    EXPECT_EQ(steps(), static_cast<std::int64_t>(schema_steps().size()));
}

TEST_P(SchemaTest, programs_that_start_at_once_do_not_disturb_each_other) {
    {
        std::vector<std::jthread> programs;
        for (int i = 0; i < 4; ++i) programs.emplace_back([this] { bring_schema_up_to_date(database(), 1); });
    }
    EXPECT_EQ(steps(), static_cast<std::int64_t>(schema_steps().size()));
}

TEST_P(SchemaTest, a_database_that_is_newer_than_the_program_is_refused_in_words) {
    bring_schema_up_to_date(database(), 1);
    connection().execute(add_newer_sql);
    EXPECT_THAT(refusal(), testing::HasSubstr("newer than this program"));
}

TEST_P(SchemaTest, a_step_that_was_changed_after_it_had_run_is_refused_in_words) {
    bring_schema_up_to_date(database(), 1);
    connection().execute(change_sql);
    EXPECT_THAT(refusal(), testing::HasSubstr("schema step 2"));
}

// As a database was before comparisons ran in the queues of their destinations.
constexpr std::string_view before_step_17 = R"(
DELETE FROM schema_step WHERE number = 17;
DROP INDEX commitment_request_ended;
DROP INDEX peer_commitment_reported;
INSERT INTO queue (name, state, changed_ms)
VALUES ('RECONCILE', 'running', 0), ('SEND_NORTH', 'running', 0), ('STORE_VAULT', 'running', 0),
       ('SEND_GONE', 'running', 0);
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms, is_archive, is_retired)
VALUES ('NORTH', 'A', 'host', 104, '', 0, 0, 0, 1, 'automatic', 0, 1, '', 'person', 0, 0, 0),
       ('VAULT', 'B', 'host', 104, '', 0, 1, 0, 1, 'automatic', 0, 1, '', 'person', 0, 1, 0),
       ('GONE', 'C', 'host', 104, '', 0, 0, 0, 1, 'automatic', 0, 1, '', 'person', 0, 0, 1);
INSERT INTO reconciliation (destination, study_instance_uid, since_ms, fixes, state, requested_by, came_from,
                            requested_ms, last_study, studies, differing, failed, differences, exports)
SELECT id, '', 0, 0, 'open', '', '', 0, '', 0, 0, 0, 0, 0 FROM destination ORDER BY id;
INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, run_after_ms,
                 created_ms)
VALUES ('RECONCILE', 'RECONCILE', '1/0', '', '{}', 'done', 50, 1, 0, 0),
       ('RECONCILE', 'RECONCILE', '1/100', '', '{}', 'new', 50, 0, 7, 0),
       ('RECONCILE', 'RECONCILE', '2/0', '', '{}', 'error', 50, 9, 0, 0),
       ('RECONCILE', 'RECONCILE', '3/0', '', '{}', 'new', 50, 0, 0, 0),
       ('RECONCILE', 'RECONCILE', '11/0', '', '{}', 'done', 50, 1, 0, 0);
)";

TEST_P(SchemaTest, comparisons_go_on_in_the_queues_of_their_destinations) {
    bring_schema_up_to_date(database(), 1);
    connection().run_script(std::string{before_step_17});
    bring_schema_up_to_date(database(), 2);
    Rows rows = connection().query({"SELECT subject || ' ' || queue || ' ' || state FROM job ORDER BY id"});
    std::vector<std::string> jobs;
    while (rows.next()) jobs.push_back(rows.string(0));
    EXPECT_THAT(jobs, testing::ElementsAre("1/0 SEND_NORTH done", "1/100 SEND_NORTH new", "2/0 STORE_VAULT error",
                                           "3/0 SEND_GONE abandoned"));
    Rows queue = connection().query({"SELECT count(*) FROM queue WHERE name = 'RECONCILE'"});
    queue.next();
    EXPECT_EQ(queue.integer(0), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, SchemaTest, test::both_engines(), test::engine_name);

TEST(SchemaStepsTest, are_numbered_without_gaps) {
    std::int64_t expected = 1;
    for (const SchemaStep& step : schema_steps()) EXPECT_EQ(step.number, expected++);
}

}  // namespace
}  // namespace kinote::database
