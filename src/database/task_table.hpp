#pragma once
// The table `task`: when recurring tasks ran, run next, and where they go on; who set, paused and asked for them.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct TaskRow {
    std::string name;
    std::int64_t interval_ms = 0;  ///< its default
    std::string schedule;          ///< as a person set it; empty: the default
    std::string allowed_hours;     ///< empty: all
    std::string set_by;
    std::int64_t next_run_ms = 0;
    std::optional<std::int64_t> last_run_ms;
    std::optional<std::int64_t> duration_ms;
    std::string last_result;  ///< done, stopped, or why it failed
    std::string cursor;
    std::string paused_by;
    std::optional<std::int64_t> paused_ms;
    std::string asked_by;
    std::optional<std::int64_t> asked_ms;  ///< a request that waits
    bool is_running = false;
    std::int64_t running_term = 0;  ///< of the node that took the run
    bool is_in_use = true;
};

/// Makes the task, due at once, unless it exists; brings its interval up to date.
void declare_task(Transaction& transaction, std::string_view name, std::int64_t interval_ms, std::int64_t now_ms);
/// The tasks of these names are in use, others are not.
void set_tasks_in_use(Transaction& transaction, std::span<const std::string_view> names);
[[nodiscard]] std::vector<TaskRow> list_tasks(Connection& connection);
[[nodiscard]] std::optional<TaskRow> find_task(Connection& connection, std::string_view name);
/// The same, kept from others until the transaction ends.
[[nodiscard]] std::optional<TaskRow> hold_task(Transaction& transaction, std::string_view name);

/// Takes a run of a task that is held. False where the node has the lease of that term no longer.
[[nodiscard]] bool take_task(Transaction& transaction, std::string_view name, std::int64_t term, std::int64_t now_ms);
struct TaskRun {
    std::string_view name;
    std::int64_t term = 0;
    std::string_view result;
    std::string_view cursor;
    std::int64_t duration_ms = 0;
    std::int64_t next_run_ms = 0;
};
/// Writes down how a run ended. False where a node of a later term has taken it.
[[nodiscard]] bool record_task_run(Transaction& transaction, const TaskRun& run);
/// Writes down how far a run came that was stopped; it counts as cut off, and the next term does it again.
[[nodiscard]] bool record_stopped_run(Transaction& transaction, const TaskRun& run);

/// @param schedule  empty: the default. @param set_by  empty where both are the default.
void set_task_schedule(Transaction& transaction, std::string_view name, std::string_view schedule,
                       std::string_view allowed_hours, std::string_view set_by, std::int64_t next_run_ms);
/// @param paused_ms  absent: it is not paused any more.
void set_task_paused(Transaction& transaction, std::string_view name, std::string_view paused_by,
                     std::optional<std::int64_t> paused_ms);
void ask_for_task(Transaction& transaction, std::string_view name, std::string_view asked_by, std::int64_t asked_ms);

/// Raises the exception `task_failed` of a task, or brings the one that is open up to date.
void raise_task_exception(Transaction& transaction, std::string_view name, std::string_view message,
                          std::string_view remedy, std::int64_t now_ms);
void close_task_exception(Transaction& transaction, std::string_view name, std::string_view as, std::int64_t now_ms);

}  // namespace kinote::database
