// tasks: what recurs, and what a person does about it.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "server/site.hpp"
#include "server/task_views.hpp"
#include "task_scheduler/task_actions.hpp"

namespace kinote::cli {
namespace {

using base::Error;
using base::ErrorKind;

std::string time_or_nothing(std::int64_t utc_ms) { return utc_ms > 0 ? base::iso_8601(utc_ms) : ""; }

std::string shown_state(const server::ListedTask& task) {
    return task.state == "paused" ? fmt::format("paused by {}", task.row.paused_by) : task.state;
}

int list(const TasksOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const server::ListedTasks all = server::list_tasks(*connection, site.clock.now_ms());
    if (options.json) {
        print_json(server::to_json(all));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(all.tasks.size());
    for (const server::ListedTask& task : all.tasks) {
        const database::TaskRow& row = task.row;
        rows.push_back({row.name, server::schedule_text(row), row.allowed_hours, shown_state(task),
                        time_or_nothing(row.next_run_ms), time_or_nothing(row.last_run_ms.value_or(0)),
                        row.duration_ms ? fmt::format("{} ms", *row.duration_ms) : "", row.last_result});
    }
    print_table({"task", "schedule", "hours", "state", "next run", "last run", "took", "result"}, rows);
    if (all.is_lease_held) {
        fmt::print("\nThe node {} runs them.\n", printable(all.lease.node));
    } else {
        fmt::print("\nNo server runs them now.\n");
    }
    return done;
}

int show(const TasksOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const server::ListedTask task = server::task_of(*connection, options.name, site.clock.now_ms());
    const boost::json::value shown = server::to_json(task);
    if (options.json) {
        print_json(shown);
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& [key, value] : shown.as_object()) {
        if (value.is_null()) continue;
        rows.push_back(
            {std::string{key}, value.is_string() ? std::string{value.as_string()} : boost::json::serialize(value)});
    }
    print_table({"what", "value"}, rows);
    return done;
}

void set(const TasksOptions& options, const server::Site& site) {
    if (!options.is_default && !options.schedule && !options.allowed_hours) {
        throw Error{ErrorKind::invalid, "name a --schedule, --hours, or --default"};
    }
    task_scheduler::TaskPlan plan;
    if (!options.is_default) {  // what is not named stays
        const database::PooledConnection connection = site.database->connection();
        const database::TaskRow row = server::task_of(*connection, options.name, site.clock.now_ms()).row;
        plan.schedule = options.schedule.value_or(row.schedule);
        plan.allowed_hours = options.allowed_hours.value_or(row.allowed_hours);
        plan.replaces = task_scheduler::tag_of_plan(row);
    }
    if (!task_scheduler::set_plan(*site.database, site.clock, options.name, plan, user_of_command())) {
        throw Error{ErrorKind::refused, "somebody has set another schedule meanwhile: try again"};
    }
}

}  // namespace

int run(const TasksOptions& options) {
    using Action = TasksOptions::Action;
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    switch (options.action) {
        case Action::list: return list(options, site);
        case Action::show: return show(options, site);
        case Action::run: task_scheduler::run_now(*site.database, site.clock, options.name, user_of_command()); break;
        case Action::pause: task_scheduler::pause(*site.database, site.clock, options.name, user_of_command()); break;
        case Action::resume: task_scheduler::resume(*site.database, site.clock, options.name, user_of_command()); break;
        case Action::set: set(options, site); break;
    }
    return options.json ? show(options, site) : done;
}

}  // namespace kinote::cli
