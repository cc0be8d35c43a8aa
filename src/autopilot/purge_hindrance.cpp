#include "autopilot/purge_hindrance.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"
#include "database/task_table.hpp"

namespace kinote::autopilot {

PurgeHindrance find_purge_hindrance(database::Connection& connection) {
    const auto task = database::find_task(connection, "purge");
    if (task && task->paused_ms) {
        return {fmt::format("{} paused the task purge at {}", task->paused_by, base::iso_8601(*task->paused_ms)),
                "kinote tasks resume purge", true};
    }
    if (task && !task->last_result.empty() && task->last_result != "done" && task->last_result != "stopped") {
        return {fmt::format("the task purge failed: {}", task->last_result),
                "mend the cause, then: kinote tasks run purge", true};
    }
    if (task && task->is_running) {
        return {"the task purge is at work and has not come to it", "it goes on by itself: kinote tasks show purge",
                false, true};
    }
    if (task && !task->allowed_hours.empty()) {
        return {fmt::format("the task purge runs in the hours {} alone", task->allowed_hours),
                "kinote tasks run purge, or give it other hours with kinote tasks set purge", true};
    }
    return {"the purge has not come to it", "look whether a server runs, and at its log"};
}

}  // namespace kinote::autopilot
