#include "jobs/worker_pool.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/queue_table.hpp"
#include "database/setting_table.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "support/test_database.hpp"

namespace kinote::jobs {
namespace {

using base::Error;
using base::ErrorKind;
using database::ClaimedJob;
using database::Transaction;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view queue_name = "MVF_OBJECT_CREATOR";

class WorkerPoolTest : public test::DatabaseTest {
protected:
    WorkerPoolTest() {
        Transaction transaction{connection()};
        database::declare_queue(transaction, queue_name, 0);
        transaction.commit();
    }

    void enqueue(const std::string& subject) {
        Transaction transaction{connection()};
        queue_.enqueue(transaction, {queue_name, "SAMPLE", subject, "1.2", "{}", 20});
        transaction.commit();
    }
    WorkerPoolSettings settings() {
        WorkerPoolSettings made;
        made.queue = queue_name;
        made.worker_prefix = "node";
        made.threads = 2;
        made.poll_ms = 20;
        made.retry.interval_ms = 1;
        made.retry.most_attempts = 3;
        made.remedy = [](std::int64_t job) { return fmt::format("mend {}", job); };
        return made;
    }
    std::unique_ptr<WorkerPool> pool(const Handler& handler) {
        return std::make_unique<WorkerPool>(settings(), database(), clock_, wake_up_,
                                            std::map<std::string, Handler, std::less<>>{{"SAMPLE", handler}});
    }
    // Returns once nothing is new, in retry or in progress; the test's own time limit ends it otherwise.
    void wait_until_idle() {
        while (database::count_outstanding(connection(), queue_name).value() > 0) std::this_thread::yield();
    }
    std::vector<std::string> states() {
        std::vector<std::string> found;
        for (const database::JobRow& job : database::list_jobs(connection(), {})) found.push_back(job.state);
        return found;
    }

    base::SystemClock clock_;
    WakeUp wake_up_;
    JobQueue queue_{clock_, wake_up_};
};

Ending write_setting(const ClaimedJob& job) {
    return
        [subject = job.subject](Transaction& transaction) { database::set_setting(transaction, subject, "written"); };
}

TEST_P(WorkerPoolTest, a_job_that_breaks_off_because_of_the_stop_is_given_back) {
    enqueue("a");
    std::stop_source has_begun;
    {
        const auto running = pool([&](const ClaimedJob&, const std::stop_token& stop) -> Ending {
            has_begun.request_stop();
            while (!stop.stop_requested()) std::this_thread::yield();
            throw Error{ErrorKind::unavailable, "stopped"};
        });
        while (!has_begun.stop_requested()) std::this_thread::yield();
    }
    EXPECT_THAT(states(), testing::ElementsAre("new"));
    EXPECT_EQ(database::list_jobs(connection(), {}).front().attempts, 0);
}

TEST_P(WorkerPoolTest, runs_a_job_and_commits_its_ending_with_it) {
    const auto running = pool([](const ClaimedJob& job, const std::stop_token&) { return write_setting(job); });
    for (int i = 0; i < 100; ++i) enqueue(std::to_string(i));
    wait_until_idle();
    EXPECT_THAT(states(), testing::AllOf(SizeIs(100), testing::Each("done")));
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(database::find_setting(connection(), std::to_string(i)), "written") << i;
    }
}

TEST_P(WorkerPoolTest, takes_no_further_job_once_its_hours_are_over_however_many_wait) {
    std::atomic<bool> is_open = true;
    std::atomic<int> runs = 0;
    WorkerPoolSettings limited = settings();
    limited.threads = 1;
    limited.jobs_at_once = 1;
    limited.is_open = [&is_open] { return is_open.load(); };
    for (int i = 0; i < 5; ++i) enqueue(std::to_string(i));
    {
        const WorkerPool running{
            limited, database(), clock_, wake_up_, {{"SAMPLE", [&](const ClaimedJob& job, const std::stop_token&) {
                                                         is_open = ++runs < 2;
                                                         return write_setting(job);
                                                     }}}};
        while (database::count_outstanding(connection(), queue_name).value() > 3) std::this_thread::yield();
    }
    EXPECT_EQ(runs, 2);
    EXPECT_THAT(states(), testing::ElementsAre("new", "new", "new", "done", "done"));
}

TEST_P(WorkerPoolTest, a_cause_that_cannot_pass_goes_to_error_at_once_and_raises_an_exception) {
    std::atomic<int> runs = 0;
    const auto running = pool([&runs](const ClaimedJob&, const std::stop_token&) -> Ending {
        ++runs;
        throw Error{ErrorKind::corrupt, "bytes are gone"};
    });
    enqueue("1.2.3");
    wait_until_idle();
    EXPECT_EQ(runs, 1);
    EXPECT_THAT(states(), testing::ElementsAre("error"));
    const auto exceptions = database::list_exceptions(connection(), INT64_MAX, 10);
    ASSERT_THAT(exceptions, SizeIs(1));
    EXPECT_EQ(exceptions.front().cause, "corrupt");
    EXPECT_EQ(exceptions.front().message, "bytes are gone");
    ASSERT_TRUE(exceptions.front().job);
    EXPECT_EQ(exceptions.front().remedy, fmt::format("mend {}", *exceptions.front().job));
    EXPECT_EQ(exceptions.front().study_instance_uid, "1.2");
    EXPECT_EQ(exceptions.front().sop_instance_uid, "") << "its subject is no object";
    EXPECT_EQ(object_of({1, std::string{RegisterKosd::kind}, "1.2.3", "1.2", "{}", 1}), "1.2.3");
}

TEST_P(WorkerPoolTest, a_cause_that_can_pass_is_tried_again_until_it_has_passed) {
    std::atomic<int> runs = 0;
    const auto running = pool([&runs](const ClaimedJob& job, const std::stop_token&) {
        if (++runs < 3) throw Error{ErrorKind::unavailable, "not yet"};
        return write_setting(job);
    });
    enqueue("1.2.3");
    wait_until_idle();
    EXPECT_EQ(runs, 3);
    EXPECT_THAT(states(), testing::ElementsAre("done"));
    EXPECT_THAT(database::list_exceptions(connection(), INT64_MAX, 10), IsEmpty());
}

TEST_P(WorkerPoolTest, the_attempts_end_in_error) {
    std::atomic<int> runs = 0;
    const auto running = pool([&runs](const ClaimedJob&, const std::stop_token&) -> Ending {
        ++runs;
        throw Error{ErrorKind::unavailable, "never"};
    });
    enqueue("1.2.3");
    wait_until_idle();
    EXPECT_EQ(runs, 3);
    EXPECT_THAT(states(), testing::ElementsAre("error"));
}

TEST_P(WorkerPoolTest, an_ending_that_cannot_be_written_fails_its_job_alone) {
    const auto running = pool([](const ClaimedJob& job, const std::stop_token&) -> Ending {
        if (job.subject == "bad") return [](Transaction&) { throw Error{ErrorKind::internal, "cannot write"}; };
        return write_setting(job);
    });
    {
        Transaction transaction{connection()};
        for (const char* subject : {"one", "bad", "two"}) {
            queue_.enqueue(transaction, {queue_name, "SAMPLE", subject, "", "{}", 20});
        }
        transaction.commit();
    }
    wait_until_idle();
    EXPECT_THAT(states(), testing::UnorderedElementsAre("done", "error", "done"));
    EXPECT_EQ(database::find_setting(connection(), "one"), "written");
    EXPECT_EQ(database::find_setting(connection(), "two"), "written");
}

TEST_P(WorkerPoolTest, a_job_of_a_kind_that_nobody_knows_goes_to_error) {
    {
        Transaction transaction{connection()};
        queue_.enqueue(transaction, {queue_name, "FROM_TOMORROW", "x", "", "{}", 20});
        transaction.commit();
    }
    const auto running = pool([](const ClaimedJob& job, const std::stop_token&) { return write_setting(job); });
    wait_until_idle();
    EXPECT_THAT(states(), testing::ElementsAre("error"));
}

TEST_P(WorkerPoolTest, a_job_of_a_worker_that_died_is_taken_over) {
    enqueue("1.2.3");
    {
        Transaction transaction{connection()};
        const std::int64_t now_ms = clock_.now_ms();
        EXPECT_THAT(database::claim_jobs(transaction, queue_name, "dead node/0/", now_ms, now_ms - 1, 1), SizeIs(1));
        transaction.commit();
    }
    const auto running = pool([](const ClaimedJob& job, const std::stop_token&) { return write_setting(job); });
    wait_until_idle();
    EXPECT_THAT(states(), testing::ElementsAre("done"));
}

TEST_P(WorkerPoolTest, a_job_that_its_workers_die_of_ends_in_error_and_takes_no_other_with_it) {
    for (const char* subject : {"killer", "1.2.3", "1.2.4"}) enqueue(subject);
    const auto claim_as_the_dead = [&](int most) {
        Transaction transaction{connection()};
        const std::int64_t now_ms = clock_.now_ms();
        const auto jobs = database::claim_jobs(transaction, queue_name, "dead node/0/", now_ms, now_ms + 60'000, most);
        transaction.commit();
        database::end_leases(connection(), "dead node/");
        return jobs;
    };
    EXPECT_THAT(claim_as_the_dead(10), SizeIs(3));
    {
        Transaction transaction{connection()};
        for (const ClaimedJob& job : database::lock_expired_jobs(transaction, queue_name, clock_.now_ms(), 10)) {
            database::end_lost_job(transaction, {job.id, "unavailable", "its worker died", 0}, clock_.now_ms());
        }
        transaction.commit();
    }
    EXPECT_THAT(claim_as_the_dead(10), SizeIs(3));
    std::vector<std::string> seen;
    std::mutex mutex;
    const auto running = pool([&](const ClaimedJob& job, const std::stop_token&) {
        const std::lock_guard lock{mutex};
        seen.push_back(job.subject);
        return write_setting(job);
    });
    wait_until_idle();
    EXPECT_THAT(seen, testing::ElementsAre("killer", "1.2.3", "1.2.4"));  // each alone, in its turn
    EXPECT_THAT(states(), testing::Each("done"));
}

TEST_P(WorkerPoolTest, a_worker_that_lost_its_lease_writes_nothing) {
    std::mutex mutex;
    std::condition_variable changed;
    bool is_in_handler = false;
    bool may_go_on = false;
    const auto running = pool([&](const ClaimedJob& job, const std::stop_token&) {
        std::unique_lock lock{mutex};
        is_in_handler = true;
        changed.notify_all();
        changed.wait(lock, [&] { return may_go_on; });
        return write_setting(job);
    });
    enqueue("1.2.3");
    {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return is_in_handler; });
        Transaction transaction{connection()};  // another has taken it over, and abandoned it
        const auto job = database::list_jobs(connection(), {}).front();
        database::end_lost_job(transaction, {job.id, "unavailable", "lost", std::nullopt}, clock_.now_ms());
        transaction.commit();
        may_go_on = true;
        changed.notify_all();
    }
    wait_until_idle();
    enqueue("next");  // the pool works on
    wait_until_idle();
    EXPECT_EQ(database::find_setting(connection(), "1.2.3"), std::nullopt);
    EXPECT_EQ(database::find_setting(connection(), "next"), "written");
}

TEST_P(WorkerPoolTest, what_has_not_begun_at_the_stop_is_given_back) {
    std::mutex mutex;
    std::condition_variable changed;
    bool is_in_handler = false;
    auto running = pool([&](const ClaimedJob& job, std::stop_token stop) {
        {
            const std::lock_guard lock{mutex};
            is_in_handler = true;
        }
        changed.notify_all();
        while (!stop.stop_requested()) std::this_thread::yield();
        return write_setting(job);
    });
    {
        Transaction transaction{connection()};
        for (int i = 0; i < 20; ++i) {
            queue_.enqueue(transaction, {queue_name, "SAMPLE", std::to_string(i), "", "{}", 20});
        }
        transaction.commit();
    }
    {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return is_in_handler; });
    }
    running.reset();
    const auto found = states();
    EXPECT_THAT(found, testing::Each(testing::AnyOf("new", "done")));
    EXPECT_THAT(found, testing::Contains("done"));
    EXPECT_THAT(found, testing::Contains("new"));
}

INSTANTIATE_TEST_SUITE_P(Engines, WorkerPoolTest, test::both_engines(), test::engine_name);

TEST(RetryPolicyTest, doubles_its_interval_up_to_the_longest) {
    RetryPolicy policy;
    policy.interval_ms = 1'000;
    policy.longest_interval_ms = 5'000;
    policy.most_attempts = 100;
    EXPECT_EQ(policy.retry_at(ErrorKind::unavailable, 1, 0), 1'000);
    EXPECT_EQ(policy.retry_at(ErrorKind::unavailable, 2, 0), 2'000);
    EXPECT_EQ(policy.retry_at(ErrorKind::unavailable, 3, 0), 4'000);
    EXPECT_EQ(policy.retry_at(ErrorKind::unavailable, 4, 0), 5'000);
    EXPECT_EQ(policy.retry_at(ErrorKind::unavailable, 99, 0), 5'000);
    EXPECT_EQ(policy.retry_at(ErrorKind::unavailable, 100, 0), std::nullopt);
}

TEST(RetryPolicyTest, retries_only_what_can_pass_and_only_where_it_is_automatic) {
    RetryPolicy policy;
    EXPECT_EQ(policy.retry_at(ErrorKind::corrupt, 1, 0), std::nullopt);
    EXPECT_EQ(policy.retry_at(ErrorKind::internal, 1, 0), std::nullopt);
    policy.mode = RetryMode::manual;
    EXPECT_EQ(policy.retry_at(ErrorKind::unavailable, 1, 0), std::nullopt);
    policy.mode = RetryMode::none;
    EXPECT_EQ(policy.retry_at(ErrorKind::unavailable, 1, 0), std::nullopt);
}

}  // namespace
}  // namespace kinote::jobs
