#include "task_scheduler/task_scheduler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/rest.hpp"
#include "task_scheduler/task_times.hpp"

namespace kinote::task_scheduler {
namespace {

constexpr std::chrono::milliseconds tick{250};

}  // namespace

TaskScheduler::TaskScheduler(const TaskSchedulerSettings& settings, database::Database& database,
                             const base::Clock& clock, std::vector<Task> tasks)
    : database_{database}, clock_{clock}, leadership_{database, clock, settings.node, settings.lease_ms} {
    for (Task& task : tasks) {
        runners_.push_back(std::make_unique<Runner>());
        runners_.back()->task = std::move(task);
    }
    declare_tasks();
    for (const auto& runner : runners_) {
        runner->thread = std::jthread{[this, &runner = *runner](const std::stop_token& stop) { work(runner, stop); }};
    }
    leading_ = std::jthread{[this](const std::stop_token& stop) { lead(stop); }};
}

// The lease is kept until the last run has ended.
TaskScheduler::~TaskScheduler() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    for (const auto& runner : runners_) runner->thread.request_stop();
    for (const auto& runner : runners_) runner->thread.join();
    leading_.request_stop();
    leading_.join();
}

void TaskScheduler::declare_tasks() {
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    for (const auto& runner : runners_) {
        database::declare_task(transaction, runner->task.name, runner->task.interval_ms, clock_.now_ms());
    }
    transaction.commit();
}

void TaskScheduler::lead(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            look();
        } catch (...) {
            base::log::error("the tasks could not be looked at", {{"error", base::current_error().what()}});
        }
        base::rest(stop, tick);
    }
}

void TaskScheduler::look() {
    const std::optional<std::int64_t> term = leadership_.keep();
    if (term != term_) begin_term(term);
    if (!term_) return;
    std::vector<database::TaskRow> rows;
    {
        const database::PooledConnection connection = database_.connection();
        rows = database::list_tasks(*connection);
    }
    for (const database::TaskRow& row : rows) {
        const auto found = std::ranges::find(runners_, row.name, [](const auto& runner) { return runner->task.name; });
        if (found != runners_.end()) take_if_due(**found, row);
    }
}

// What runs still for the term before ends.
void TaskScheduler::begin_term(std::optional<std::int64_t> term) {
    term_stop_.request_stop();
    term_stop_ = std::stop_source{};
    term_ = term;
    if (!term_) return;
    std::vector<std::string_view> names;
    names.reserve(runners_.size());
    for (const auto& runner : runners_) names.emplace_back(runner->task.name);
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    database::set_tasks_in_use(transaction, names);
    transaction.commit();
}

void TaskScheduler::take_if_due(Runner& runner, const database::TaskRow& seen) {
    const std::int64_t now_ms = clock_.now_ms();
    if (!is_due(seen, *term_, now_ms)) return;
    {
        const std::lock_guard lock{mutex_};
        if (is_stopping_ || runner.is_busy) return;
    }
    std::optional<database::TaskRow> row;
    {
        const database::PooledConnection connection = database_.connection();
        database::Transaction transaction{*connection};
        row = database::hold_task(transaction, seen.name);
        if (!row || !is_due(*row, *term_, now_ms)) return;
        if (!database::take_task(transaction, seen.name, *term_, now_ms)) return;
        transaction.commit();
    }
    {
        const std::lock_guard lock{mutex_};
        runner.order = Order{*std::move(row), *term_, now_ms, term_stop_.get_token()};
        runner.is_busy = true;
    }
    ordered_.notify_all();
}

void TaskScheduler::work(Runner& runner, const std::stop_token& stop) {
    while (true) {
        std::optional<Order> order;
        {
            std::unique_lock lock{mutex_};
            if (!ordered_.wait(lock, stop, [&runner] { return runner.order.has_value(); })) return;
            order = std::exchange(runner.order, std::nullopt);
        }
        run(runner.task, *order, stop);
        const std::lock_guard lock{mutex_};
        runner.is_busy = false;
    }
}

void TaskScheduler::run(const Task& task, const Order& order, const std::stop_token& stop) {
    std::stop_source run_stop;
    const auto stop_run = [&run_stop] { run_stop.request_stop(); };
    const std::stop_callback with_thread{stop, stop_run};
    const std::stop_callback with_term{order.term_stop, stop_run};
    std::string failure;
    std::string cursor = order.row.cursor;
    try {
        const bool is_asked_for = !order.row.asked_by.empty();  // also where a run that was asked for was cut off
        const auto& work = is_asked_for && task.run_when_asked ? task.run_when_asked : task.run;
        cursor = work(order.row.cursor, run_stop.get_token());
    } catch (...) {
        failure = base::current_error().what();
        if (failure.empty()) failure = "failed without a word";
    }
    const bool was_stopped = run_stop.stop_requested();
    if (!failure.empty() && !was_stopped) {
        base::log::error("a task failed and runs again at its next time", {{"task", task.name}, {"error", failure}});
    }
    while (true) {
        try {
            record(order, failure, cursor, was_stopped);
            return;
        } catch (...) {
            base::log::error("how a task ended could not be written down",
                             {{"task", task.name}, {"error", base::current_error().what()}});
        }
        if (run_stop.stop_requested()) return;  // the next term takes it for cut off
        base::rest(run_stop.get_token(), tick);
    }
}

void TaskScheduler::record(const Order& order, const std::string& failure, const std::string& cursor,
                           bool was_stopped) {
    const std::string& name = order.row.name;
    const std::int64_t now_ms = clock_.now_ms();
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    const auto row = database::hold_task(transaction, name);
    if (!row) return;
    database::TaskRun run{
        name, order.term, failure.empty() ? "done" : std::string_view{failure}, cursor, now_ms - order.started_ms, 0};
    if (was_stopped) {
        run.result = "stopped";
        (void)database::record_stopped_run(transaction, run);
    } else {
        run.next_run_ms = next_run_after(*row, now_ms);
        if (!database::record_task_run(transaction, run)) return;
        if (failure.empty()) {
            database::close_task_exception(transaction, name, "done", now_ms);
        } else {
            database::raise_task_exception(
                transaction, name, fmt::format("the task {} failed: {}", name, failure),
                fmt::format("mend the cause, then: kinote tasks run {}; a good run closes this", name), now_ms);
        }
    }
    transaction.commit();
}

}  // namespace kinote::task_scheduler
