#pragma once
// The table `task`: when recurring tasks ran, run next, and where they go on.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct TaskRow {
    std::string name;
    std::int64_t interval_ms = 0;
    std::int64_t next_run_ms = 0;
    std::optional<std::int64_t> last_run_ms;
    std::string last_result;
    std::string cursor;
};

/// Makes the task, due at once, unless it exists; brings its interval up to date. One whose process died while it ran
/// is due again.
void declare_task(Transaction& transaction, std::string_view name, std::int64_t interval_ms);
/// A look that takes no lock.
[[nodiscard]] bool is_task_due(Connection& connection, std::string_view name, std::int64_t now_ms);
/// Takes the run of a task that is due: its next run moves one interval on. Absent where it is not due, or another
/// process has taken it.
[[nodiscard]] std::optional<TaskRow> take_due_task(Transaction& transaction, std::string_view name,
                                                   std::int64_t now_ms);
void record_task_run(Transaction& transaction, std::string_view name, std::string_view result, std::string_view cursor,
                     std::int64_t now_ms);
[[nodiscard]] std::vector<TaskRow> list_tasks(Connection& connection);

}  // namespace kinote::database
