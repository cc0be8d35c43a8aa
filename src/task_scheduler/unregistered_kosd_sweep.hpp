#pragma once
// Finds each stored KOSD that is not registered and makes one REGISTER_KOSD job for it.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::task_scheduler {

struct UnregisteredKosdSweepSettings {
    std::int64_t interval_ms = 5'000;
    std::int64_t most_per_minute = 60'000;  ///< jobs made
    std::int64_t page = 500;                ///< looked at and made in one transaction
};

/// One thread: the Task Scheduler's.
class UnregisteredKosdSweep {
public:
    UnregisteredKosdSweep(UnregisteredKosdSweepSettings settings, database::Database& database, jobs::JobQueue& queue)
        : settings_{settings}, database_{database}, queue_{queue} {}

    /// Goes on behind the cursor, oldest first, until it has made as many jobs as its interval allows, and from the
    /// beginning once it has come to the end. Never makes a second live job for an object.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop);

private:
    UnregisteredKosdSweepSettings settings_;
    database::Database& database_;
    jobs::JobQueue& queue_;
};

}  // namespace kinote::task_scheduler
