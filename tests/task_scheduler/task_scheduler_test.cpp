#include "task_scheduler/task_scheduler.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "base/error.hpp"
#include "database/task_table.hpp"
#include "support/test_site.hpp"

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
    database::TaskRow row() { return database::list_tasks(connection()).at(0); }
    /// Returns once the scheduler has written down how the latest run ended.
    void await_result(const std::string& cursor) {
        const auto until = std::chrono::steady_clock::now() + generous;
        while (row().cursor != cursor && std::chrono::steady_clock::now() < until) std::this_thread::yield();
        EXPECT_EQ(row().cursor, cursor);
    }

    Runs runs_;
};

TEST_P(TaskSchedulerTest, a_task_runs_at_once_and_goes_on_from_its_cursor_when_its_time_has_come) {
    const TaskScheduler scheduler{database(), clock(), {counting()}};
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
        const TaskScheduler scheduler{database(), clock(), {counting()}};
        runs_.await(1);
        await_result("x");
    }
    clock().advance(60'000);
    const TaskScheduler scheduler{database(), clock(), {counting()}};
    EXPECT_THAT(runs_.await(2), testing::ElementsAre("", "x"));
}

TEST_P(TaskSchedulerTest, two_schedulers_on_one_database_run_a_task_once_each_interval) {
    const TaskScheduler first{database(), clock(), {counting()}};
    const TaskScheduler second{database(), clock(), {counting()}};
    runs_.await(1);
    await_result("x");
    for (std::size_t run = 2; run <= 4; ++run) {
        clock().advance(60'000);
        runs_.await(run);
        await_result(std::string(run, 'x'));
    }
    EXPECT_EQ(runs_.count(), 4U);
}

TEST_P(TaskSchedulerTest, a_task_that_fails_says_why_keeps_its_cursor_and_runs_again) {
    std::atomic<bool> fails = true;
    Task task = counting();
    task.run = [&](const std::string& cursor, const std::stop_token&) {
        runs_.add(cursor);
        if (fails) throw base::Error{base::ErrorKind::unavailable, "the disk is away"};
        return cursor + "x";
    };
    const TaskScheduler scheduler{database(), clock(), {task}};
    runs_.await(1);
    const auto until = std::chrono::steady_clock::now() + generous;
    while (row().last_result.empty() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_EQ(row().last_result, "the disk is away");
    EXPECT_EQ(row().cursor, "");
    fails = false;
    clock().advance(60'000);
    runs_.await(2);
    await_result("x");
}

TEST_P(TaskSchedulerTest, a_long_run_delays_no_other_task_and_ends_with_the_scheduler) {
    const Task endless{"endless", 60'000, [](const std::string& cursor, const std::stop_token& stop) {
                           while (!stop.stop_requested()) std::this_thread::yield();
                           return cursor;
                       }};
    const TaskScheduler scheduler{database(), clock(), {endless, counting()}};
    EXPECT_THAT(runs_.await(1), testing::ElementsAre(""));
}

TEST_P(TaskSchedulerTest, another_interval_is_taken_over_at_the_start) {
    { const TaskScheduler scheduler{database(), clock(), {counting()}}; }
    const TaskScheduler scheduler{database(), clock(), {counting(5'000)}};
    EXPECT_EQ(row().interval_ms, 5'000);
}

INSTANTIATE_TEST_SUITE_P(Engines, TaskSchedulerTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
