#include "server/task_views.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "server/json_values.hpp"
#include "task_scheduler/schedule.hpp"
#include "task_scheduler/task_actions.hpp"
#include "task_scheduler/task_times.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

bool is_held(const database::TaskLease& lease, std::int64_t now_ms) {
    return !lease.node.empty() && lease.lease_until_ms > now_ms;
}

ListedTask listed(database::TaskRow row, const database::TaskLease& lease, std::int64_t now_ms) {
    const bool is_running = row.is_running && row.running_term == lease.term && is_held(lease, now_ms);
    std::string state = "waiting";
    if (!row.is_in_use) {
        state = "not_in_use";
    } else if (is_running) {
        state = "running";
    } else if (row.asked_ms) {
        state = "asked";
    } else if (row.paused_ms) {
        state = "paused";
    } else if (task_scheduler::is_due(row, lease.term, now_ms)) {
        state = "due";
    }
    return {std::move(row), std::move(state)};
}

json::value time_unless_zero(const std::optional<std::int64_t>& utc_ms) {
    return utc_ms == 0 ? json::value() : time_or_null(utc_ms);
}

}  // namespace

ListedTasks list_tasks(database::Connection& connection, std::int64_t now_ms) {
    ListedTasks all;
    all.lease = database::find_task_lease(connection);
    all.is_lease_held = is_held(all.lease, now_ms);
    for (database::TaskRow& row : database::list_tasks(connection)) {
        all.tasks.push_back(listed(std::move(row), all.lease, now_ms));
    }
    return all;
}

ListedTask task_of(database::Connection& connection, std::string_view name, std::int64_t now_ms) {
    auto row = database::find_task(connection, name);
    if (!row) throw base::Error{base::ErrorKind::not_found, fmt::format("there is no task {}", name)};
    return listed(std::move(*row), database::find_task_lease(connection), now_ms);
}

std::string schedule_text(const database::TaskRow& task) {
    return task.schedule.empty() ? task_scheduler::interval_text(task.interval_ms) : task.schedule;
}

json::value to_json(const ListedTask& task) {
    const database::TaskRow& row = task.row;
    return json::object{
        {"name", row.name},
        {"state", task.state},
        {"schedule", schedule_text(row)},
        {"default_schedule", task_scheduler::interval_text(row.interval_ms)},
        {"allowed_hours", row.allowed_hours},
        {"plan_tag", task_scheduler::tag_of_plan(row)},
        {"set_by", text_or_null(row.set_by)},
        {"next_run_at", time_unless_zero(row.next_run_ms)},
        {"last_run_at", time_unless_zero(row.last_run_ms)},
        {"last_result", text_or_null(row.last_result)},
        {"duration_ms", row.duration_ms ? json::value(*row.duration_ms) : json::value(nullptr)},
        {"paused_by", text_or_null(row.paused_by)},
        {"paused_at", time_unless_zero(row.paused_ms)},
        {"asked_by", text_or_null(row.asked_by)},
        {"asked_at", time_unless_zero(row.asked_ms)},
    };
}

json::value to_json(const ListedTasks& tasks) {
    json::array array;
    for (const ListedTask& task : tasks.tasks) array.push_back(to_json(task));
    json::value leader(nullptr);
    if (tasks.is_lease_held) {
        leader = json::object{{"node", tasks.lease.node},
                              {"term", tasks.lease.term},
                              {"lease_until", base::iso_8601(tasks.lease.lease_until_ms)}};
    }
    return json::object{{"tasks", std::move(array)}, {"leader", std::move(leader)}};
}

}  // namespace kinote::server
