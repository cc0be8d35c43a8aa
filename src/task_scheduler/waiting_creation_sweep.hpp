#pragma once
// Lets creations run again whose object is here. An arrival does it for those that it sees in Error; one that failed at
// that very moment it does not see.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"

namespace kinote::task_scheduler {

struct WaitingCreationSweepSettings {
    std::int64_t interval_ms = 60'000;
    std::int64_t most_in_a_run = 10'000;  ///< objects that are waited for, looked at
    std::int64_t page = 500;              ///< looked at by one statement
};

/// One thread: the Task Scheduler's.
class WaitingCreationSweep {
public:
    WaitingCreationSweep(WaitingCreationSweepSettings settings, database::Database& database, const base::Clock& clock)
        : settings_{settings}, database_{database}, clock_{clock} {}

    /// Goes on behind the cursor, a SOP Instance UID, as WaitingReferenceSweep.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    WaitingCreationSweepSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::task_scheduler
