#pragma once
// Finds requests for storage commitment whose report did not come in time, and has them asked anew.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::task_scheduler {

struct CommitmentSweepSettings {
    std::int64_t interval_ms = 60'000;
    std::int64_t page = 200;  ///< requests taken in one transaction
};

/// One thread: the Task Scheduler's.
class CommitmentSweep {
public:
    CommitmentSweep(CommitmentSweepSettings settings, database::Database& database, jobs::JobQueue& queue,
                    const base::Clock& clock)
        : settings_{settings}, database_{database}, queue_{queue}, clock_{clock} {}

    /// All there are: a REQUEST_COMMITMENT for the export of each, which asks anew or gives up. Those to destinations
    /// that are no longer in use are dropped. @return the cursor as it was: none is needed.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    CommitmentSweepSettings settings_;
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
};

}  // namespace kinote::task_scheduler
