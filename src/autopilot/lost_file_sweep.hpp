#pragma once
// Finds rows whose file is gone from the cache, or has another size, without reading it.

#include <cstdint>
#include <stop_token>
#include <string>

#include "autopilot/cache_damage.hpp"
#include "base/clock.hpp"
#include "database/database.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::autopilot {

struct LostFileSettings {
    std::int64_t interval_ms = 24LL * 60 * 60 * 1'000;
    std::int64_t page = 500;  ///< rows listed by one statement
    CacheDamageSettings damage;
};

/// One thread: the Task Scheduler's.
class LostFileSweep {
public:
    LostFileSweep(const LostFileSettings& settings, database::Database& database, image_cache::ImageCache& image_cache,
                  jobs::JobQueue& queue, const base::Clock& clock)
        : settings_{settings},
          database_{database},
          image_cache_{image_cache},
          damage_{settings.damage, database, queue, clock} {}

    /// All files behind the cursor, page by page; a run that is stopped goes on where it stood.
    /// @param cursor  the row of the last object. @return the same; empty at the end.
    /// @throws Error as CacheDamage::report().
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    LostFileSettings settings_;
    database::Database& database_;
    image_cache::ImageCache& image_cache_;
    CacheDamage damage_;
};

}  // namespace kinote::autopilot
