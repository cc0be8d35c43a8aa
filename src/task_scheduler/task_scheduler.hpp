#pragma once
// Turns the clock into work: recurring tasks, each run when its time has come, once at a time and on one node only.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/task_table.hpp"
#include "task_scheduler/leadership.hpp"

namespace kinote::task_scheduler {

/// A recurring task. Its state lies in the table `task`.
struct Task {
    std::string name;
    std::int64_t interval_ms = 60'000;  ///< unless a person sets another schedule
    /// Does one run. @param cursor  what the run before has given back, at first empty. @return where the next goes on.
    std::function<std::string(const std::string& cursor, const std::stop_token& stop)> run;
    /// The same for a run that a person asked for, where that is to do more than one by the clock. Empty: as `run`.
    std::function<std::string(const std::string& cursor, const std::stop_token& stop)> run_when_asked = {};
};

struct TaskSchedulerSettings {
    std::string node = "node";       ///< as Leadership has it
    std::int64_t lease_ms = 30'000;  ///< after which another node runs the tasks of one that has died
};

/// Works from construction to destruction, on a thread for each task: a long run delays no other task.
class TaskScheduler {
public:
    TaskScheduler(const TaskSchedulerSettings& settings, database::Database& database, const base::Clock& clock,
                  std::vector<Task> tasks);
    ~TaskScheduler();
    TaskScheduler(const TaskScheduler&) = delete;
    TaskScheduler& operator=(const TaskScheduler&) = delete;

private:
    struct Order {
        database::TaskRow row;
        std::int64_t term = 0;
        std::int64_t started_ms = 0;
        std::stop_token term_stop;
    };
    struct Runner {
        Task task;
        std::optional<Order> order;  // under the mutex, as is_busy
        bool is_busy = false;
        std::jthread thread;
    };

    void declare_tasks();
    void lead(const std::stop_token& stop);
    void look();
    void begin_term(std::optional<std::int64_t> term);
    void take_if_due(Runner& runner, const database::TaskRow& seen);
    void work(Runner& runner, const std::stop_token& stop);
    void run(const Task& task, const Order& order, const std::stop_token& stop);
    void record(const Order& order, const std::string& failure, const std::string& cursor, bool was_stopped);

    database::Database& database_;
    const base::Clock& clock_;
    Leadership leadership_;             // the leading thread's
    std::optional<std::int64_t> term_;  // the leading thread's
    std::stop_source term_stop_;        // the leading thread's
    std::mutex mutex_;
    std::condition_variable_any ordered_;
    bool is_stopping_ = false;
    std::vector<std::unique_ptr<Runner>> runners_;
    std::jthread leading_;
};

}  // namespace kinote::task_scheduler
