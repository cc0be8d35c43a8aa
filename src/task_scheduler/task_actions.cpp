#include "task_scheduler/task_actions.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <functional>
#include <optional>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "database/task_table.hpp"
#include "jobs/allowed_hours.hpp"
#include "task_scheduler/task_times.hpp"

namespace kinote::task_scheduler {
namespace {

using base::Error;
using base::ErrorKind;
using database::TaskRow;
using database::Transaction;

/// What is done to a task, and its audit event, in one transaction.
/// @param act  gives the event's details; absent where nothing is done after all
/// @return     whether something is done
bool change_task(database::Database& database, const base::Clock& clock, std::string_view name,
                 const database::Actor& actor, std::string_view action,
                 const std::function<std::optional<std::string>(Transaction&, const TaskRow&)>& act) {
    const database::PooledConnection connection = database.connection();
    Transaction transaction{*connection};
    const auto task = database::hold_task(transaction, name);
    if (!task) {
        throw Error{ErrorKind::not_found, fmt::format("there is no task {}: kinote tasks list names them", name)};
    }
    const std::optional<std::string> details = act(transaction, *task);
    if (!details) return false;
    database::add_audit_event(transaction, {actor, action, name, "", *details}, clock.now_ms());
    transaction.commit();
    return true;
}

void check_plan(const TaskPlan& plan, std::int64_t now_ms) {
    if (!jobs::are_allowed_hours(plan.allowed_hours)) {
        throw Error{ErrorKind::invalid,
                    "allowed_hours: must be two different times as 20:00-06:00, or empty for all hours"};
    }
    if (plan.schedule.empty()) return;
    if (!Schedule::from(plan.schedule).next_within(plan.allowed_hours, now_ms)) {
        throw Error{ErrorKind::invalid,
                    fmt::format("schedule: '{}' has no time within {}, or none at all", plan.schedule,
                                plan.allowed_hours.empty() ? "the next eight years" : plan.allowed_hours)};
    }
}

}  // namespace

void run_now(database::Database& database, const base::Clock& clock, std::string_view task,
             const database::Actor& actor) {
    change_task(database, clock, task, actor, "task_run_asked", [&](Transaction& transaction, const TaskRow& row) {
        if (!row.is_in_use) {
            throw Error{ErrorKind::refused,
                        fmt::format("no server has the task {} any more: its configuration has it not", task)};
        }
        database::ask_for_task(transaction, task, actor.name, clock.now_ms());
        return std::string{"{}"};
    });
}

void pause(database::Database& database, const base::Clock& clock, std::string_view task,
           const database::Actor& actor) {
    change_task(database, clock, task, actor, "task_paused", [&](Transaction& transaction, const TaskRow& row) {
        if (row.paused_ms) {
            throw Error{ErrorKind::refused, fmt::format("the task {} is paused already, by {}", task, row.paused_by)};
        }
        database::set_task_paused(transaction, task, actor.name, clock.now_ms());
        return std::string{"{}"};
    });
}

void resume(database::Database& database, const base::Clock& clock, std::string_view task,
            const database::Actor& actor) {
    change_task(database, clock, task, actor, "task_resumed", [&](Transaction& transaction, const TaskRow& row) {
        if (!row.paused_ms) throw Error{ErrorKind::refused, fmt::format("the task {} is not paused", task)};
        database::set_task_paused(transaction, task, "", std::nullopt);
        return boost::json::serialize(boost::json::object{{"paused_by", row.paused_by}});
    });
}

std::string tag_of_plan(const TaskRow& task) {
    constexpr std::size_t enough_digits = 16;
    return base::sha256_hex(task.schedule + '\n' + task.allowed_hours).substr(0, enough_digits);
}

bool set_plan(database::Database& database, const base::Clock& clock, std::string_view task, const TaskPlan& plan,
              const database::Actor& actor) {
    check_plan(plan, clock.now_ms());
    const auto act = [&](Transaction& transaction, TaskRow row) -> std::optional<std::string> {
        if (!plan.replaces.empty() && plan.replaces != tag_of_plan(row)) return std::nullopt;
        row.schedule = plan.schedule;
        row.allowed_hours = plan.allowed_hours;
        const std::int64_t now_ms = clock.now_ms();
        const bool has_missed = row.next_run_ms <= now_ms;  // it is caught up
        const bool is_default = plan.schedule.empty() && plan.allowed_hours.empty();
        database::set_task_schedule(transaction, task, plan.schedule, plan.allowed_hours,
                                    is_default ? std::string_view{} : std::string_view{actor.name},
                                    has_missed ? row.next_run_ms : next_run_after(row, now_ms));
        return boost::json::serialize(
            boost::json::object{{"schedule", plan.schedule}, {"allowed_hours", plan.allowed_hours}});
    };
    return change_task(database, clock, task, actor, "task_set", act);
}

std::vector<std::int64_t> times_of_plan(database::Database& database, const base::Clock& clock, std::string_view task,
                                        const TaskPlan& plan, std::size_t count) {
    std::optional<TaskRow> row;
    {
        const database::PooledConnection connection = database.connection();
        row = database::find_task(*connection, task);
    }
    if (!row) {
        throw Error{ErrorKind::not_found, fmt::format("there is no task {}: kinote tasks list names them", task)};
    }
    std::int64_t at_ms = clock.now_ms();
    check_plan(plan, at_ms);
    row->schedule = plan.schedule;
    const Schedule schedule = schedule_of(*row);
    std::vector<std::int64_t> times;
    while (times.size() < count) {
        const auto next_ms = schedule.next_within(plan.allowed_hours, at_ms);
        if (!next_ms) break;
        times.push_back(at_ms = *next_ms);
    }
    return times;
}

}  // namespace kinote::task_scheduler
