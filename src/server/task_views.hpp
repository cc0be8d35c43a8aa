#pragma once
// The Task Scheduler's tasks as a person sees them.

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "database/task_lease_table.hpp"
#include "database/task_table.hpp"

namespace kinote::server {

struct ListedTask {
    database::TaskRow row;
    std::string state;  ///< running, asked, paused, due, waiting, not_in_use
};
struct ListedTasks {
    std::vector<ListedTask> tasks;
    database::TaskLease lease;
    bool is_lease_held = false;  ///< a node runs them now
};
[[nodiscard]] ListedTasks list_tasks(database::Connection& connection, std::int64_t now_ms);
/// @throws Error not_found.
[[nodiscard]] ListedTask task_of(database::Connection& connection, std::string_view name, std::int64_t now_ms);

/// Its schedule in words: as a person set it, or every interval.
[[nodiscard]] std::string schedule_text(const database::TaskRow& task);
[[nodiscard]] boost::json::value to_json(const ListedTask& task);
/// With the node that runs them.
[[nodiscard]] boost::json::value to_json(const ListedTasks& tasks);

}  // namespace kinote::server
