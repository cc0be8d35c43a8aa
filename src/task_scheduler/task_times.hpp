#pragma once
// When a task of the table is to run.

#include <cstdint>

#include "database/task_table.hpp"
#include "task_scheduler/schedule.hpp"

namespace kinote::task_scheduler {

/// As a person set it, or else every interval of the task.
[[nodiscard]] Schedule schedule_of(const database::TaskRow& task);
/// The time after that one, UTC milliseconds; where there is none, one that does not come.
[[nodiscard]] std::int64_t next_run_after(const database::TaskRow& task, std::int64_t after_ms);
/// Whether the node of that term is to run it now: its time has come, or had come when a node was cut off in it, within
/// its hours and while nobody has paused it; or somebody asked for it, whatever the hours.
[[nodiscard]] bool is_due(const database::TaskRow& task, std::int64_t term, std::int64_t now_ms);

}  // namespace kinote::task_scheduler
