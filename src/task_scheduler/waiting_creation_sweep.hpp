#pragma once
// Lets creations run again whose object is here, or is placed by a note or KOSD that is. An arrival does it for those
// that it sees in Error; one that failed at that very moment it does not see.

#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "task_scheduler/paged_sweep.hpp"

namespace kinote::task_scheduler {

/// One thread: the Task Scheduler's.
class WaitingCreationSweep {
public:
    WaitingCreationSweep(PagedSweepSettings settings, database::Database& database, const base::Clock& clock)
        : settings_{settings}, database_{database}, clock_{clock} {}

    /// Goes on behind the cursor, a SOP Instance UID, as WaitingReferenceSweep.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    PagedSweepSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::task_scheduler
