#pragma once
// The table `queue_watch`: which queues have jobs that wait while none moves.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// A queue as it is now, and as it was seen last.
struct WatchedQueue {
    std::string name;
    bool is_running = false;
    std::string head;              ///< the job that is claimed next, with its attempts; empty where there is none
    std::int64_t in_progress = 0;  ///< jobs under a lease that has not run out
    std::optional<std::string> head_before;  ///< absent where the queue has never been seen
    std::int64_t since_ms = 0;               ///< since when head_before is the one
    std::optional<std::int64_t> stalled_ms;
};
/// Every queue, by name. @param now_ms  by which leases run out.
[[nodiscard]] std::vector<WatchedQueue> list_watched_queues(Connection& connection, std::int64_t now_ms);

/// Another job is at the head, or none: the queue moves, and its exception is closed.
void record_queue_head(Transaction& transaction, std::string_view queue, std::string_view head, std::int64_t now_ms);
/// The queue counts as stalled from now on, and an exception says so.
void record_stalled_queue(Transaction& transaction, std::string_view queue, std::string_view message,
                          std::string_view remedy, std::int64_t now_ms);

/// Lets go on what is Waiting and has nothing left to wait for: what it waited for is gone. @return how many.
[[nodiscard]] std::int64_t release_orphans(Transaction& transaction);

}  // namespace kinote::database
