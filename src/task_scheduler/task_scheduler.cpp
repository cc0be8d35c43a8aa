#include "task_scheduler/task_scheduler.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/task_table.hpp"

namespace kinote::task_scheduler {
namespace {

constexpr std::chrono::milliseconds tick{250};

}  // namespace

TaskScheduler::TaskScheduler(database::Database& database, const base::Clock& clock, std::vector<Task> tasks)
    : database_{database}, clock_{clock}, tasks_{std::move(tasks)} {
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    for (const Task& task : tasks_) database::declare_task(transaction, task.name, task.interval_ms);
    transaction.commit();
    for (const Task& task : tasks_) {
        threads_.emplace_back([this, &task](const std::stop_token& stop) { work(task, stop); });
    }
}

TaskScheduler::~TaskScheduler() {
    for (std::jthread& thread : threads_) thread.request_stop();
}

void TaskScheduler::work(const Task& task, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any pause;
    std::unique_lock lock{mutex};
    while (!stop.stop_requested()) {
        try {
            run_if_due(task, stop);
        } catch (...) {
            base::log::error("a task failed and runs again at its next time",
                             {{"task", task.name}, {"error", base::current_error().what()}});
        }
        pause.wait_for(lock, stop, tick, [] { return false; });
    }
}

void TaskScheduler::run_if_due(const Task& task, const std::stop_token& stop) {
    std::optional<database::TaskRow> due;
    {
        const database::PooledConnection connection = database_.connection();
        if (!database::is_task_due(*connection, task.name, clock_.now_ms())) return;
        database::Transaction transaction{*connection};
        due = database::take_due_task(transaction, task.name, clock_.now_ms());
        transaction.commit();
    }
    if (!due) return;
    std::string result = "done";
    std::string cursor = due->cursor;
    try {
        cursor = task.run(due->cursor, stop);
    } catch (...) {
        result = base::current_error().what();
        base::log::error("a task failed and runs again at its next time", {{"task", task.name}, {"error", result}});
    }
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    database::record_task_run(transaction, task.name, result, cursor, clock_.now_ms());
    transaction.commit();
}

}  // namespace kinote::task_scheduler
