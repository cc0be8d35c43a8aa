#pragma once
// Why what is marked for deletion is not purged in time.

#include <string>

#include "database/connection.hpp"

namespace kinote::autopilot {

struct PurgeHindrance {
    std::string reason;     ///< in words, with who and since when
    std::string remedy;     ///< what a person does about it
    bool is_known = false;  ///< the task says so itself; otherwise it has only not come to it
    bool is_at_work = false;
};
/// From the row of the task `purge`.
[[nodiscard]] PurgeHindrance find_purge_hindrance(database::Connection& connection);

}  // namespace kinote::autopilot
