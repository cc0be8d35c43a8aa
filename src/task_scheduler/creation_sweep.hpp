#pragma once
// Asks for the KOSDs of notes that have none, without waiting for an export: where a site wants them in the background,
// and when a person asks for all.

#include <cstdint>
#include <stop_token>
#include <string>

#include "database/database.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::task_scheduler {

struct CreationSweepSettings {
    std::int64_t interval_ms = 5'000;
    std::int64_t page = 500;  ///< notes asked for in one transaction
};

/// Any thread.
class CreationSweep {
public:
    CreationSweep(CreationSweepSettings settings, database::Database& database, jobs::JobQueue& queue)
        : settings_{settings}, database_{database}, queue_{queue} {}

    struct Progress {
        std::int64_t last_note_version = 0;  ///< where the next one goes on
        std::int64_t jobs = 0;               ///< that were made
    };
    /// All notes behind that one, page by page: a job for each that has no KOSD and no such job, as
    /// jobs::enqueue_creations(). @param stop  between pages.
    [[nodiscard]] Progress ask_for_all(std::int64_t after_note_version, const std::stop_token& stop) const;

    /// The same behind the cursor, for the Task Scheduler: each note version is asked for once.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    /// @return false where there are no more.
    bool ask_for_page(Progress& progress) const;

    CreationSweepSettings settings_;
    database::Database& database_;
    jobs::JobQueue& queue_;
};

}  // namespace kinote::task_scheduler
