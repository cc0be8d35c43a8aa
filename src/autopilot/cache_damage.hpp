#pragma once
// What is done about objects whose bytes in the cache are gone, or are others than those that came.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::autopilot {

struct DamagedObject {
    database::StoredObject object;
    std::string words;  ///< what is wrong with it
};

struct CacheDamageSettings {
    bool fetches_again = true;  ///< what an archive has committed, without being asked
    /// Of the objects of one look. More are no damage: the folder itself is not there, or cannot be read.
    std::int64_t most_percent = 10;
};

/// One thread.
class CacheDamage {
public:
    CacheDamage(const CacheDamageSettings& settings, database::Database& database, jobs::JobQueue& queue,
                const base::Clock& clock)
        : settings_{settings}, database_{database}, queue_{queue}, clock_{clock} {}

    /// Raises an exception for each that is still where it was looked for. Where an archive in use has committed it,
    /// its cache copy is given up and fetched again, if the site wishes; what is here of the file is swept as stray.
    /// @param looked_at  how many objects they are of. @param task  that looked.
    /// @return those that it was true of. @throws Error unavailable where they are too many: nothing is done then.
    [[nodiscard]] std::int64_t report(const std::vector<DamagedObject>& damaged, std::int64_t looked_at,
                                      std::string_view task) const;

    /// Whether any such exception is open.
    [[nodiscard]] bool has_open_exceptions() const;
    /// The object was read, and is as it came: its exceptions are over.
    void close_exceptions(const database::StoredObject& object) const;

private:
    /// @return false where the object is no longer there.
    [[nodiscard]] bool report(const DamagedObject& damaged, std::string_view task) const;

    CacheDamageSettings settings_;
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
};

}  // namespace kinote::autopilot
