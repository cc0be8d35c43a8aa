#pragma once
// Finds studies that have changed and been quiet since, and has the rules of the site asked about them.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::task_scheduler {

struct StudyChangeSweepSettings {
    std::int64_t interval_ms = 5'000;
    std::int64_t quiet_ms = 60'000;  ///< since the last change
    std::int64_t page = 200;         ///< studies taken in one transaction
    bool has_rules = false;          ///< false: changes are forgotten
};

/// One thread: the Task Scheduler's.
class StudyChangeSweep {
public:
    StudyChangeSweep(StudyChangeSweepSettings settings, database::Database& database, jobs::JobQueue& queue,
                     const base::Clock& clock)
        : settings_{settings}, database_{database}, queue_{queue}, clock_{clock} {}

    /// An EVALUATE_RULES for each of them; one that went to Error begins anew. A study whose last one has not ended, or
    /// whose KOSDs are still being read, stays for the next run. @return the cursor as it was: none is needed.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    [[nodiscard]] bool begin_evaluation(database::Transaction& transaction, const std::string& study) const;

    StudyChangeSweepSettings settings_;
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
};

}  // namespace kinote::task_scheduler
