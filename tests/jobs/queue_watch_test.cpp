#include "jobs/queue_watch.hpp"

#include <gmock/gmock.h>

#include "database/job_dependency_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/job_table.hpp"
#include "database/queue_table.hpp"
#include "database/queue_watch_table.hpp"
#include "jobs/job_actions.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_database.hpp"

namespace kinote::jobs {
namespace {

using database::Transaction;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t minute_ms = 60'000;

class QueueWatchTest : public test::DatabaseTest {
protected:
    QueueWatchTest() {
        Transaction transaction{connection()};
        database::declare_queue(transaction, queue::rules, 0);
        transaction.commit();
        settings_.stalled_ms = 10 * minute_ms;
    }

    void add(const std::string& study) {
        Transaction transaction{connection()};
        (void)database::add_job(transaction, new_job(EvaluateRules{study}), clock_.now_ms());
        transaction.commit();
    }
    std::vector<database::ClaimedJob> claim(std::int64_t lease_ms) {
        return database::claim_jobs_at_once(connection(), queue::rules, "worker/", clock_.now_ms(),
                                            clock_.now_ms() + lease_ms, 1);
    }
    void look() { (void)QueueWatch{settings_, database(), clock_}.run("", {}); }
    /// Looks as often as the task does.
    void look_for(std::int64_t minutes) {
        for (std::int64_t number = 0; number < minutes; ++number) {
            look();
            clock_.advance(minute_ms);
        }
        look();
    }
    std::string state() { return database::find_queue_state(connection(), queue::rules, clock_.now_ms()).value(); }
    std::vector<database::ExceptionRow> exceptions() {
        return database::list_exceptions(connection(), INT64_MAX, 10, "queue_stalled");
    }

    base::SettableClock clock_{1'700'000'000'000};
    QueueWatchSettings settings_;
};

TEST_P(QueueWatchTest, a_queue_whose_head_stays_the_same_is_stalled_and_says_that_nobody_takes_from_it) {
    add("1.2");
    add("1.3");
    look_for(9);
    EXPECT_EQ(state(), "running");
    EXPECT_THAT(exceptions(), IsEmpty());
    look_for(2);
    EXPECT_EQ(state(), "stalled");
    ASSERT_THAT(exceptions(), SizeIs(1));
    EXPECT_THAT(exceptions().front().message, HasSubstr("queue RULES wait since 2023-11-14T22:13:20"));
    EXPECT_THAT(exceptions().front().message, HasSubstr("no worker takes from it"));
    EXPECT_THAT(exceptions().front().remedy, HasSubstr("kinote serve"));
    look_for(20);
    EXPECT_THAT(exceptions(), SizeIs(1)) << "it is raised once";
}

TEST_P(QueueWatchTest, it_says_where_the_workers_are_busy_with_the_same_jobs_all_the_time) {
    add("1.2");
    add("1.3");
    (void)claim(99 * minute_ms);
    look_for(11);
    ASSERT_THAT(exceptions(), SizeIs(1));
    EXPECT_THAT(exceptions().front().message, HasSubstr("busy with the same jobs all that time, 1 in progress"));
    EXPECT_THAT(exceptions().front().remedy, HasSubstr("kinote jobs list --queue RULES --state in_progress"));
}

TEST_P(QueueWatchTest, it_closes_by_itself_once_a_job_moves) {
    add("1.2");
    add("1.3");
    look_for(11);
    ASSERT_EQ(state(), "stalled");
    (void)claim(minute_ms);
    look();
    EXPECT_EQ(state(), "running");
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(QueueWatchTest, a_queue_that_moves_slowly_is_not_stalled) {
    for (int number = 0; number < 5; ++number) add("1.2." + std::to_string(number));
    for (int number = 0; number < 4; ++number) {
        look_for(9);
        (void)claim(minute_ms);
    }
    EXPECT_EQ(state(), "running");
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(QueueWatchTest, one_that_is_halted_empty_or_shut_by_its_hours_is_not_stalled) {
    look_for(20);
    EXPECT_THAT(exceptions(), IsEmpty());
    add("1.2");
    settings_.closed_queues = [](database::Connection&, std::int64_t) {
        return std::set<std::string, std::less<>>{std::string{queue::rules}};
    };
    look_for(20);
    EXPECT_THAT(exceptions(), IsEmpty());
    settings_.closed_queues = QueueWatchSettings{}.closed_queues;
    look_for(11);
    EXPECT_THAT(exceptions(), SizeIs(1));
    halt(database(), clock_, queue::rules, {"anna", "a test"});
    EXPECT_EQ(state(), "halted");
    look_for(20);
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(QueueWatchTest, a_clock_that_is_set_forward_or_back_begins_the_time_anew_at_most) {
    add("1.2");
    look();
    clock_.advance(-600 * minute_ms);
    look_for(9);
    EXPECT_THAT(exceptions(), IsEmpty());
    look_for(3);
    EXPECT_THAT(exceptions(), SizeIs(1));
}

TEST_P(QueueWatchTest, what_waits_for_a_job_that_is_gone_goes_on) {
    Transaction transaction{connection()};
    const std::int64_t before = database::ensure_job(transaction, new_job(EvaluateRules{"1.2"}), 0);
    const std::int64_t job = database::ensure_job(transaction, new_job(EvaluateRules{"1.3"}), 0);
    EXPECT_TRUE(database::wait_for(transaction, job, {&before, 1}));
    transaction.commit();
    look();
    EXPECT_EQ(database::find_job(connection(), job)->state, "waiting");
    connection().run_script("DELETE FROM job WHERE id = " + std::to_string(before));
    look();
    EXPECT_EQ(database::find_job(connection(), job)->state, "new");
}

INSTANTIATE_TEST_SUITE_P(Engines, QueueWatchTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::jobs
