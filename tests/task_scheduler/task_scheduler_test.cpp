#include "task_scheduler/task_scheduler.hpp"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "base/error.hpp"
#include "database/task_lease_table.hpp"
#include "database/task_table.hpp"
#include "jobs/allowed_hours.hpp"
#include "support/test_site.hpp"
#include "task_scheduler/task_actions.hpp"
#include "task_scheduler/task_times.hpp"

namespace kinote::task_scheduler {
namespace {

constexpr std::chrono::seconds generous{60};

/// The cursors with which a task was run; tests wait for a number of runs.
class Runs {
public:
    void add(const std::string& cursor) {
        {
            const std::lock_guard lock{mutex_};
            cursors_.push_back(cursor);
        }
        changed_.notify_all();
    }
    std::vector<std::string> await(std::size_t count) {
        std::unique_lock lock{mutex_};
        EXPECT_TRUE(changed_.wait_for(lock, generous, [&] { return cursors_.size() >= count; }));
        return cursors_;
    }
    std::size_t count() {
        const std::lock_guard lock{mutex_};
        return cursors_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> cursors_;
};

class TaskSchedulerTest : public test::SiteTest {
protected:
    Task counting(std::int64_t interval_ms = 60'000) {
        return {"sample", interval_ms, [this](const std::string& cursor, const std::stop_token&) {
                    runs_.add(cursor);
                    return cursor + "x";
                }};
    }
    static TaskSchedulerSettings settings(std::string node = "node") { return {std::move(node), 30'000}; }
    void await(const std::function<bool()>& condition) {
        const auto until = std::chrono::steady_clock::now() + generous;
        while (!condition() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
        EXPECT_TRUE(condition());
    }
    std::int64_t open_exceptions() {
        return number({"SELECT count(*) FROM job_exception WHERE cause = 'task_failed' AND state = 'open'"});
    }
    database::TaskRow row() { return database::list_tasks(connection()).at(0); }
    /// Returns once the scheduler has written down how the latest run ended.
    void await_result(const std::string& cursor) {
        await([&] { return row().cursor == cursor && !row().is_running; });
    }

    Runs runs_;
    const database::Actor person_{"anna", "command line"};
};

TEST_P(TaskSchedulerTest, a_task_runs_at_once_and_goes_on_from_its_cursor_when_its_time_has_come) {
    const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
    EXPECT_THAT(runs_.await(1), testing::ElementsAre(""));
    await_result("x");
    clock().advance(60'000);
    EXPECT_THAT(runs_.await(2), testing::ElementsAre("", "x"));
    await_result("xx");
    EXPECT_EQ(row().last_result, "done");
    EXPECT_EQ(row().next_run_ms, clock().now_ms() + 60'000);
}

TEST_P(TaskSchedulerTest, the_cursor_outlives_the_scheduler) {
    {
        const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
        runs_.await(1);
        await_result("x");
    }
    clock().advance(60'000);
    const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
    EXPECT_THAT(runs_.await(2), testing::ElementsAre("", "x"));
}

TEST_P(TaskSchedulerTest, two_schedulers_on_one_database_run_a_task_once_each_interval) {
    const TaskScheduler first{settings("one"), database(), clock(), {counting()}};
    const TaskScheduler second{settings("other"), database(), clock(), {counting()}};
    runs_.await(1);
    await_result("x");
    for (std::size_t run = 2; run <= 4; ++run) {
        clock().advance(60'000);
        runs_.await(run);
        await_result(std::string(run, 'x'));
    }
    EXPECT_EQ(runs_.count(), 4U);
}

TEST_P(TaskSchedulerTest, a_task_that_fails_is_raised_keeps_its_cursor_and_is_closed_by_a_good_run) {
    std::atomic<bool> fails = true;
    Task task = counting();
    task.run = [&](const std::string& cursor, const std::stop_token&) {
        runs_.add(cursor);
        if (fails) throw base::Error{base::ErrorKind::unavailable, "the disk is away"};
        return cursor + "x";
    };
    const TaskScheduler scheduler{settings(), database(), clock(), {task}};
    await([&] { return row().last_result == "the disk is away"; });
    EXPECT_EQ(row().cursor, "");
    EXPECT_EQ(open_exceptions(), 1);
    EXPECT_EQ(text({"SELECT message FROM job_exception"}), "the task sample failed: the disk is away");
    connection().run_script("UPDATE job_exception SET state = 'acknowledged'");
    clock().advance(60'000);
    runs_.await(2);
    await([&] { return !row().is_running; });
    EXPECT_EQ(number({"SELECT count(*) FROM job_exception WHERE state = 'acknowledged'"}), 1) << "the same again";
    fails = false;
    clock().advance(60'000);
    await_result("x");
    EXPECT_EQ(number({"SELECT count(*) FROM job_exception WHERE state <> 'closed'"}), 0);
}

TEST_P(TaskSchedulerTest, times_that_were_missed_are_caught_up_once) {
    {
        const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
        await_result("x");
    }
    clock().advance(10 * 60'000);
    const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
    await_result("xx");
    EXPECT_EQ(row().next_run_ms, clock().now_ms() + 60'000);
    pause(database(), clock(), "sample", person_);
    clock().advance(10 * 60'000);
    resume(database(), clock(), "sample", person_);
    await_result("xxx");
    EXPECT_EQ(row().next_run_ms, clock().now_ms() + 60'000);
    EXPECT_EQ(runs_.count(), 3U);
}

TEST_P(TaskSchedulerTest, a_paused_task_runs_when_it_is_asked_for_and_not_else) {
    const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
    await_result("x");
    pause(database(), clock(), "sample", person_);
    clock().advance(60'000);
    run_now(database(), clock(), "sample", person_);
    await_result("xx");
    EXPECT_EQ(runs_.count(), 2U);
    EXPECT_FALSE(row().asked_ms);
    EXPECT_EQ(row().asked_by, "");
    EXPECT_EQ(row().paused_by, "anna");
}

TEST_P(TaskSchedulerTest, a_run_that_a_person_asked_for_does_what_one_by_the_clock_does_not) {
    Task task = counting();
    task.run_when_asked = [](const std::string& cursor, const std::stop_token&) { return cursor + "asked"; };
    const TaskScheduler scheduler{settings(), database(), clock(), {task}};
    await_result("x");
    run_now(database(), clock(), "sample", person_);
    await_result("xasked");
    clock().advance(60'000);
    await_result("xaskedx");
}

TEST_P(TaskSchedulerTest, hours_hold_back_what_is_missed_and_not_what_is_asked_for) {
    { const TaskScheduler scheduler{settings(), database(), clock(), {}}; }
    {
        database::Transaction transaction{connection()};
        database::declare_task(transaction, "sample", 60'000, clock().now_ms());
        transaction.commit();
    }
    const int minute = jobs::minute_of_day(clock().now_ms());
    const std::string hours =
        fmt::format("{:02}:00-{:02}:00", (minute / 60 + 2) % 24, (minute / 60 + 4) % 24);  // not yet
    set_plan(database(), clock(), "sample", {"", hours}, person_);
    EXPECT_FALSE(is_due(row(), 1, clock().now_ms()));
    EXPECT_TRUE(is_due(row(), 1, clock().now_ms() + 3 * 60 * 60'000LL - minute % 60 * 60'000LL));
    run_now(database(), clock(), "sample", person_);
    EXPECT_TRUE(is_due(row(), 1, clock().now_ms()));
}

TEST_P(TaskSchedulerTest, another_node_takes_over_from_one_that_died_in_a_run) {
    {  // as a node leaves it that was killed
        database::Transaction transaction{connection()};
        database::declare_task(transaction, "sample", 60'000, clock().now_ms());
        const auto term = database::take_task_lease(transaction, "dead", clock().now_ms(), clock().now_ms() + 30'000);
        ASSERT_TRUE(term && database::take_task(transaction, "sample", *term, clock().now_ms()));
        transaction.commit();
    }
    const TaskScheduler scheduler{settings("other"), database(), clock(), {counting()}};
    EXPECT_EQ(database::find_task_lease(connection()).node, "dead");
    EXPECT_EQ(runs_.count(), 0U) << "its lease has not run out";
    clock().advance(30'000);
    await_result("x");
    EXPECT_EQ(database::find_task_lease(connection()).node, "other");
    EXPECT_EQ(database::find_task_lease(connection()).term, 2);
}

TEST_P(TaskSchedulerTest, another_node_takes_over_at_once_from_one_that_has_ended) {
    auto first = std::make_unique<TaskScheduler>(settings("one"), database(), clock(), std::vector{counting()});
    await_result("x");
    const TaskScheduler second{settings("other"), database(), clock(), {counting()}};
    first.reset();
    run_now(database(), clock(), "sample", person_);
    await_result("xx");
    EXPECT_EQ(database::find_task_lease(connection()).node, "other");
}

TEST_P(TaskSchedulerTest, a_run_of_a_node_that_lost_its_lease_is_stopped_and_writes_nothing_over_its_successor) {
    std::atomic<bool> was_stopped = false;
    const Task endless{"sample", 60'000, [&](const std::string&, const std::stop_token& stop) {
                           runs_.add("endless");
                           while (!stop.stop_requested()) std::this_thread::yield();
                           was_stopped = true;
                           return std::string{"of the old one"};
                       }};
    const TaskScheduler first{settings("one"), database(), clock(), {endless}};
    runs_.await(1);
    {  // as where the clocks of the nodes differ
        database::Transaction transaction{connection()};
        const auto term = database::take_task_lease(transaction, "other", INT64_MAX - 1, INT64_MAX);
        ASSERT_TRUE(term && database::take_task(transaction, "sample", *term, clock().now_ms()));
        transaction.commit();
    }
    clock().advance(10'000);
    await([&] { return was_stopped.load(); });
    EXPECT_TRUE(row().is_running) << "the other's run goes on";
    EXPECT_EQ(row().cursor, "");
}

TEST_P(TaskSchedulerTest, a_run_that_is_stopped_goes_on_at_the_next_start) {
    const Task endless{"sample", 60'000, [&](const std::string&, const std::stop_token& stop) {
                           runs_.add("endless");
                           while (!stop.stop_requested()) std::this_thread::yield();
                           return std::string{"here"};
                       }};
    {
        const TaskScheduler scheduler{settings(), database(), clock(), {endless}};
        runs_.await(1);
    }
    EXPECT_EQ(row().last_result, "stopped");
    const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
    EXPECT_THAT(runs_.await(2), testing::ElementsAre("endless", "here"));
}

TEST_P(TaskSchedulerTest, what_no_server_has_any_more_is_not_in_use) {
    {
        const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
        await_result("x");
    }
    const TaskScheduler scheduler{settings(), database(), clock(), {}};
    await([&] { return !row().is_in_use; });
    EXPECT_THROW(run_now(database(), clock(), "sample", person_), base::Error);
}

TEST_P(TaskSchedulerTest, a_long_run_delays_no_other_task_and_ends_with_the_scheduler) {
    const Task endless{"endless", 60'000, [](const std::string& cursor, const std::stop_token& stop) {
                           while (!stop.stop_requested()) std::this_thread::yield();
                           return cursor;
                       }};
    const TaskScheduler scheduler{settings(), database(), clock(), {endless, counting()}};
    EXPECT_THAT(runs_.await(1), testing::ElementsAre(""));
}

TEST_P(TaskSchedulerTest, a_schedule_of_a_person_wins_over_another_interval) {
    {
        const TaskScheduler scheduler{settings(), database(), clock(), {counting()}};
        await_result("x");
    }
    set_plan(database(), clock(), "sample", {"every 2m", ""}, person_);
    const TaskScheduler scheduler{settings(), database(), clock(), {counting(5'000)}};
    EXPECT_EQ(row().next_run_ms, clock().now_ms() + 120'000);
    set_plan(database(), clock(), "sample", {}, person_);
    EXPECT_EQ(row().next_run_ms, clock().now_ms() + 5'000);
    EXPECT_EQ(row().set_by, "");
}

TEST_P(TaskSchedulerTest, another_interval_is_taken_over_at_the_start) {
    { const TaskScheduler scheduler{settings(), database(), clock(), {counting()}}; }
    const TaskScheduler scheduler{settings(), database(), clock(), {counting(5'000)}};
    EXPECT_EQ(row().interval_ms, 5'000);
}

INSTANTIATE_TEST_SUITE_P(Engines, TaskSchedulerTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
