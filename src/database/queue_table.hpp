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

/// The states of a queue, docs/job-states.md. What a person wants stands in its row: running or halted. A halted queue
/// is halt_in_progress as long as one of its jobs is in progress under a lease that has not run out; a running one is
/// stalled where its jobs wait and none moves, see queue_watch_table.hpp.
namespace queue_state {
inline constexpr std::string_view running = "running";
inline constexpr std::string_view stalled = "stalled";
inline constexpr std::string_view halt_in_progress = "halt_in_progress";
inline constexpr std::string_view halted = "halted";
}  // namespace queue_state

struct QueueRow {
    std::string name;
    std::string state;  ///< of queue_state
    std::map<std::string, std::int64_t, std::less<>>
        jobs_by_state;  ///< of live_job_states; those of which none is are left out
};

/// Makes a queue that runs, unless it exists.
void declare_queue(Transaction& transaction, std::string_view name, std::int64_t now_ms);
/// What a person wants of it. @param state  running or halted. @return false where no queue bears the name.
bool set_queue_state(Transaction& transaction, std::string_view name, std::string_view state, std::int64_t now_ms);
struct QueueState {
    std::string name;
    std::string state;  ///< of queue_state
};
/// The same on every node: it is read from rows. The work does not grow with the number of jobs.
/// @param now_ms  by which leases run out.
[[nodiscard]] std::vector<QueueState> read_queue_states(Connection& connection, std::int64_t now_ms);
/// With their jobs that have not ended, which are counted one by one: the history may be long.
[[nodiscard]] std::vector<QueueRow> read_queues(Connection& connection, std::int64_t now_ms);
/// The state of one queue, of queue_state. Absent where no queue bears the name.
[[nodiscard]] std::optional<std::string> find_queue_state(Connection& connection, std::string_view name,
                                                          std::int64_t now_ms);
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
