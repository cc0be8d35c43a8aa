#pragma once
// The table `queue`: which queues there are, whether they run, and how much lies in each.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct QueueRow {
    std::string name;
    std::string state;  ///< running, halt_in_progress, halted
    std::map<std::string, std::int64_t, std::less<>> jobs_by_state;
};

/// Makes a queue that runs, unless it exists.
void declare_queue(Transaction& transaction, std::string_view name, std::int64_t now_ms);
/// False where no queue bears the name.
bool set_queue_state(Transaction& transaction, std::string_view name, std::string_view state, std::int64_t now_ms);
[[nodiscard]] std::vector<QueueRow> list_queues(Connection& connection);
/// How many jobs of the queue are new, in retry or in progress. Absent where no queue bears the name.
[[nodiscard]] std::optional<std::int64_t> count_outstanding(Connection& connection, std::string_view queue);

struct LiveJobs {
    std::string queue;
    std::string state;
    std::int64_t count = 0;
};
/// Jobs that have not ended. The work grows with their number, not with that of all jobs.
[[nodiscard]] std::vector<LiveJobs> count_live_jobs(Connection& connection);

}  // namespace kinote::database
