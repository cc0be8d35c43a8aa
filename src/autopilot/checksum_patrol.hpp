#pragma once
// Reads what lies in the cache, at a set pace, and compares it with what came: disks lose bits in silence.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "autopilot/cache_damage.hpp"
#include "base/clock.hpp"
#include "database/database.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::autopilot {

struct PatrolSettings {
    std::int64_t bytes_per_second = 5'000'000;
    std::int64_t bytes_of_a_run = 300'000'000;           ///< after so many its progress is written down
    std::int64_t objects_of_a_run = 100'000;             ///< the same; rows
    std::int64_t page = 200;                             ///< rows listed by one statement
    std::int64_t round_ms = 7LL * 24 * 60 * 60 * 1'000;  ///< between the beginnings of two rounds
    CacheDamageSettings damage;
};

/// One thread: the Task Scheduler's.
class ChecksumPatrol {
public:
    ChecksumPatrol(const PatrolSettings& settings, database::Database& database, image_cache::ImageCache& image_cache,
                   jobs::JobQueue& queue, const base::Clock& clock)
        : settings_{settings},
          database_{database},
          image_cache_{image_cache},
          damage_{settings.damage, database, queue, clock},
          clock_{clock} {}

    /// Reads on behind the cursor, in pieces of a mebibyte, as much as one run may; nothing while a round has ended and
    /// the next one's time has not come. Objects that are NEARLINE or marked for deletion are passed over.
    /// @param cursor  the row of the object that was read last, and when the round began. @return the same of this run.
    /// @throws Error as CacheDamage::report().
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;
    /// The same as a person asks for it: a round begins where none goes on, also before its time.
    [[nodiscard]] std::string run_when_asked(const std::string& cursor, const std::stop_token& stop) const;

private:
    /// What is wrong with the object; absent where nothing is, or it was stopped.
    [[nodiscard]] std::optional<std::string> look_at(const database::StoredObject& object,
                                                     const std::stop_token& stop) const;
    [[nodiscard]] std::string digest_of(const database::StoredObject& object, const std::stop_token& stop) const;

    PatrolSettings settings_;
    database::Database& database_;
    image_cache::ImageCache& image_cache_;
    CacheDamage damage_;
    const base::Clock& clock_;
};

}  // namespace kinote::autopilot
