#pragma once
// The table `task_lease`: which node runs the tasks, and until when unless it says that it still lives.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "database/connection.hpp"

namespace kinote::database {

struct TaskLease {
    std::string node;       ///< empty: nobody has had it yet
    std::int64_t term = 0;  ///< one more each time it is taken
    std::int64_t lease_until_ms = 0;
};

[[nodiscard]] TaskLease find_task_lease(Connection& connection);
/// Takes the lease where it has run out, or is this node's own from before. @return the new term; absent where another
/// has it.
[[nodiscard]] std::optional<std::int64_t> take_task_lease(Transaction& transaction, std::string_view node,
                                                          std::int64_t now_ms, std::int64_t lease_until_ms);
/// Prolongs it. False where another has taken it.
[[nodiscard]] bool renew_task_lease(Transaction& transaction, std::string_view node, std::int64_t term,
                                    std::int64_t lease_until_ms);
/// Lets another take it at once.
void release_task_lease(Transaction& transaction, std::string_view node, std::int64_t term);

}  // namespace kinote::database
