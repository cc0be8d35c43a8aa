#include "task_scheduler/task_times.hpp"

#include "jobs/allowed_hours.hpp"

namespace kinote::task_scheduler {

Schedule schedule_of(const database::TaskRow& task) {
    return task.schedule.empty() ? Schedule::every(task.interval_ms) : Schedule::from(task.schedule);
}

std::int64_t next_run_after(const database::TaskRow& task, std::int64_t after_ms) {
    constexpr std::int64_t never_ms = 100LL * 365 * 24 * 60 * 60 * 1'000;
    return schedule_of(task).next_within(task.allowed_hours, after_ms).value_or(after_ms + never_ms);
}

bool is_due(const database::TaskRow& task, std::int64_t term, std::int64_t now_ms) {
    const bool was_cut_off = task.is_running && task.running_term != term;
    if (task.is_running && !was_cut_off) return false;
    if (task.asked_ms || (was_cut_off && !task.asked_by.empty())) return true;
    if (task.paused_ms || !jobs::is_allowed_hour(task.allowed_hours, jobs::minute_of_day(now_ms))) return false;
    return was_cut_off || task.next_run_ms <= now_ms;
}

}  // namespace kinote::task_scheduler
