#pragma once
// REGISTER_KOSD: reads a stored Key Object Selection Document into the note tables, so that clients can show its key
// images; or quarantines it with its findings.

#include <stop_token>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/job_table.hpp"
#include "image_cache/image_cache.hpp"
#include "jobs/worker_pool.hpp"
#include "object_creator/kosd_judging.hpp"

namespace kinote::object_creator {

/// To be raised when the reader can read what it could not before: quarantined KOSDs are then judged anew.
inline constexpr std::int64_t reader_version = 1;

/// Any thread.
class RegisterKosdHandler {
public:
    RegisterKosdHandler(RegisterKosdSettings settings, database::Database& database,
                        const image_cache::ImageCache& image_cache, const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// Reads and judges the object; the ending writes note, verdict and findings. May run again for the same object:
    /// the note keeps its identity. A repair that is in force holds; where there never was one, the site's standing
    /// rule says what is repaired.
    /// @throws Error not_found where the object is gone, unavailable where it cannot be read now.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    RegisterKosdSettings settings_;
    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::object_creator
