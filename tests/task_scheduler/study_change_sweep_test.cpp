#include "task_scheduler/study_change_sweep.hpp"

#include <gmock/gmock.h>

#include "database/study_change_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_site.hpp"

namespace kinote::task_scheduler {
namespace {

using database::Transaction;

constexpr std::int64_t quiet_ms = 60'000;

class StudyChangeSweepTest : public test::SiteTest {
protected:
    StudyChangeSweepTest() {
        accept(test::image_of_study(test::ct_1_uid));
        Transaction transaction{connection()};
        database::declare_queue(transaction, jobs::queue::rules, 0);
        transaction.commit();
    }

    void change() {
        Transaction transaction{connection()};
        database::add_study_change(transaction, test::study_uid, clock().now_ms());
        transaction.commit();
    }
    void run(bool has_rules = true) {
        const StudyChangeSweep sweep{{.quiet_ms = quiet_ms, .has_rules = has_rules}, database(), queue(), clock()};
        EXPECT_EQ(sweep.run({}, std::stop_token{}), "");
    }
    std::int64_t evaluations(std::string_view state = "new") {
        return number({"SELECT count(*) FROM job WHERE kind = 'EVALUATE_RULES' AND state = $1"}, {state});
    }
    std::int64_t changes() { return number({"SELECT count(*) FROM study_change"}, {}); }
};

TEST_P(StudyChangeSweepTest, a_study_is_asked_about_once_it_has_been_quiet) {
    change();
    clock().advance(quiet_ms - 1);
    run();
    EXPECT_EQ(evaluations(), 0);
    change();
    clock().advance(quiet_ms - 1);
    run();
    EXPECT_EQ(evaluations(), 0) << "it changed again";
    clock().advance(1);
    run();
    EXPECT_EQ(evaluations(), 1);
    EXPECT_EQ(changes(), 0);
}

TEST_P(StudyChangeSweepTest, what_changes_while_it_is_asked_about_is_asked_about_after_that) {
    change();
    clock().advance(quiet_ms);
    run();
    connection().run_script("UPDATE job SET state = 'in_progress'");
    change();
    clock().advance(quiet_ms);
    run();
    EXPECT_EQ(changes(), 1) << "it must not be forgotten";
    connection().run_script("UPDATE job SET state = 'done'");
    run();
    EXPECT_EQ(evaluations(), 1);
    EXPECT_EQ(changes(), 0);
}

TEST_P(StudyChangeSweepTest, a_look_that_failed_keeps_no_later_one_from_being_had) {
    change();
    clock().advance(quiet_ms);
    run();
    connection().run_script("UPDATE job SET state = 'error'");
    run();
    EXPECT_EQ(evaluations(), 0) << "nothing has changed since";
    change();
    clock().advance(quiet_ms);
    run();
    EXPECT_EQ(evaluations(), 1);
    EXPECT_EQ(changes(), 0);
}

TEST_P(StudyChangeSweepTest, kosds_are_read_first) {
    accept(test::kos_called("1.2.9.1"));
    change();
    clock().advance(quiet_ms);
    run();
    EXPECT_EQ(evaluations(), 0);
    connection().run_script("UPDATE job SET state = 'error'");
    run();
    EXPECT_EQ(evaluations(), 1) << "what waits for a person holds nothing up";
}

TEST_P(StudyChangeSweepTest, a_site_without_rules_forgets) {
    change();
    clock().advance(quiet_ms);
    run(false);
    EXPECT_EQ(evaluations(), 0);
    EXPECT_EQ(changes(), 0);
}

TEST_P(StudyChangeSweepTest, a_thousand_objects_write_once_and_studies_come_oldest_first) {
    Transaction transaction{connection()};
    const std::int64_t study = number({"SELECT id FROM study"}, {});
    database::add_study_change(transaction, study, 10'000);
    database::add_study_change(transaction, study, 10'900);
    const auto held = database::hold_quiet_studies(transaction, 20'000, {}, 10);
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held.front().changed_ms, 10'000);
    database::add_study_change(transaction, study, 12'000);
    EXPECT_THAT(database::hold_quiet_studies(transaction, 11'000, {}, 10), testing::IsEmpty());
    EXPECT_THAT(database::hold_quiet_studies(transaction, 12'000, {study, 12'000, "", false}, 10), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Engines, StudyChangeSweepTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
