#pragma once
// Purges what marks hide, once their grace is over: rows and tombstones in one transaction, then the files.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::autopilot {

struct PurgeSettings {
    std::int64_t interval_ms = 60'000;
    std::int64_t grace_ms = 7LL * 24 * 60 * 60 * 1'000;  ///< from the mark
    std::int64_t page = 200;                             ///< objects purged in one transaction
    std::int64_t studies_of_a_run = 2'000;               ///< looked at in one run whether anything is left of them
};

/// Waits for no job: a mark has given up those about its object alone, the others leave out what is not visible. One
/// thread: the Task Scheduler's.
class Purge {
public:
    Purge(PurgeSettings settings, database::Database& database, image_cache::ImageCache& image_cache,
          const base::Clock& clock)
        : settings_{settings}, database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// All that is due, page by page, and the files that are listed from before. Each page that purges anything writes
    /// an audit event `purged` for each mark and study.
    /// @param cursor  the row of the study up to which a run before has looked. @return the same of this run.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    [[nodiscard]] std::int64_t purge_objects(std::int64_t marked_ms, const std::stop_token& stop) const;
    [[nodiscard]] std::int64_t purge_notes(std::int64_t marked_ms, const std::stop_token& stop) const;
    [[nodiscard]] std::string remove_studies(const std::string& cursor) const;

    PurgeSettings settings_;
    database::Database& database_;
    image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::autopilot
