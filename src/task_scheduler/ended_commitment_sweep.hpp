#pragma once
// Removes requests for storage commitment that are over, ours and those of peers, once they are old.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"

namespace kinote::task_scheduler {

struct EndedCommitmentSweepSettings {
    std::int64_t interval_ms = 24LL * 60 * 60 * 1'000;
    std::int64_t keep_ms = 90 * interval_ms;
    std::int64_t page = 10;  ///< requests removed in one transaction: each may be about thousands of objects
};

/// One thread: the Task Scheduler's.
class EndedCommitmentSweep {
public:
    EndedCommitmentSweep(EndedCommitmentSweepSettings settings, database::Database& database, const base::Clock& clock)
        : settings_{settings}, database_{database}, clock_{clock} {}

    /// All there are, page by page. @return the cursor: none is needed.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    EndedCommitmentSweepSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::task_scheduler
