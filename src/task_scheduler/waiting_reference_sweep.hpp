#pragma once
// Resolves references whose object is here. An arrival does it for those that it sees; where it and the note that
// references it were written at the same time, neither has seen the other.

#include <stop_token>
#include <string>

#include "database/database.hpp"
#include "task_scheduler/paged_sweep.hpp"

namespace kinote::task_scheduler {

/// One thread: the Task Scheduler's.
class WaitingReferenceSweep {
public:
    WaitingReferenceSweep(PagedSweepSettings settings, database::Database& database)
        : settings_{settings}, database_{database} {}

    /// Goes on behind the cursor, a SOP Instance UID, until it has looked at as many as one run may, and from the
    /// beginning once it has come to the end.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    PagedSweepSettings settings_;
    database::Database& database_;
};

}  // namespace kinote::task_scheduler
