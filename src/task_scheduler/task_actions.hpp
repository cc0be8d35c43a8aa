#pragma once
// What a person does with tasks. Each change and its audit event commit together; the node that runs the tasks finds it
// within a second, whoever's process it was made in.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/task_table.hpp"

namespace kinote::task_scheduler {

/// The task runs once as soon as a server looks, also where it is paused or outside its hours.
/// @throws Error not_found where there is no such task; refused where no server has it any more.
void run_now(database::Database& database, const base::Clock& clock, std::string_view task,
             const database::Actor& actor);
/// The task runs no more by itself; a run that goes on ends. @throws Error not_found; refused where it is paused.
void pause(database::Database& database, const base::Clock& clock, std::string_view task, const database::Actor& actor);
/// It runs again by itself, at once where it missed a time. @throws Error not_found; refused where it is not paused.
void resume(database::Database& database, const base::Clock& clock, std::string_view task,
            const database::Actor& actor);

struct TaskPlan {
    std::string schedule;       ///< as Schedule::from() takes it; empty: the default
    std::string allowed_hours;  ///< as jobs::are_allowed_hours() takes them; empty: all
    std::string replaces = {};  ///< as tag_of_plan() gives it; empty: whatever is there
};
/// Another plan has another one; two tasks with the same plan may have the same.
[[nodiscard]] std::string tag_of_plan(const database::TaskRow& task);
/// @param plan  with the tag of the plan that it replaces, where no other may be replaced
/// @return      false where another plan has been set meanwhile: nothing has changed
/// @throws Error not_found; invalid, naming schedule or allowed_hours, also where the schedule has no time within them.
bool set_plan(database::Database& database, const base::Clock& clock, std::string_view task, const TaskPlan& plan,
              const database::Actor& actor);

/// When the task would run by that plan from now on: the first times, UTC milliseconds. Changes nothing.
/// @throws Error not_found; invalid as set_plan().
[[nodiscard]] std::vector<std::int64_t> times_of_plan(database::Database& database, const base::Clock& clock,
                                                      std::string_view task, const TaskPlan& plan, std::size_t count);

}  // namespace kinote::task_scheduler
