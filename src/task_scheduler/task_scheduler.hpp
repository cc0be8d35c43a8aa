#pragma once
// Turns the clock into work: recurring tasks, each run when its time has come and once at a time.

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"

namespace kinote::task_scheduler {

/// A recurring task. Its state lies in the table `task`.
struct Task {
    std::string name;
    std::int64_t interval_ms = 60'000;
    /// Does one run. @param cursor  what the run before has given back, at first empty. @return where the next goes on.
    std::function<std::string(const std::string& cursor, const std::stop_token& stop)> run;
};

/// Works from construction to destruction, on a thread for each task: a long run delays no other task.
class TaskScheduler {
public:
    TaskScheduler(database::Database& database, const base::Clock& clock, std::vector<Task> tasks);
    ~TaskScheduler();
    TaskScheduler(const TaskScheduler&) = delete;
    TaskScheduler& operator=(const TaskScheduler&) = delete;

private:
    void work(const Task& task, const std::stop_token& stop);
    void run_if_due(const Task& task, const std::stop_token& stop);

    database::Database& database_;
    const base::Clock& clock_;
    std::vector<Task> tasks_;
    std::vector<std::jthread> threads_;
};

}  // namespace kinote::task_scheduler
