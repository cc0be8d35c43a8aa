#pragma once
// Has studies archived as the staging rules say, in the hours that the site allows.

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "autopilot/autopilot_settings.hpp"
#include "autopilot/cache_meter.hpp"
#include "autopilot/study_facts.hpp"
#include "base/clock.hpp"
#include "database/database.hpp"
#include "image_cache/image_cache.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::autopilot {

/// What becomes of a study that is looked at.
struct ArchivingChoice {
    enum class Kind {
        archived,  ///< an archive has committed everything
        asked,     ///< it is to go to the archive of the rule
        left,      ///< not now, for a reason
    };
    database::CachedStudy study;
    Kind kind = Kind::left;
    std::string rule;
    std::string archive;
    std::string reason;
    std::int64_t again_ms = 0;  ///< when it is looked at again, unless it is archived
};

/// Any thread; the task runs on the Task Scheduler's.
class ArchiveCandidates {
public:
    ArchiveCandidates(AutopilotSettings settings, database::Database& database,
                      const image_cache::ImageCache& image_cache, jobs::JobQueue& queue, const base::Clock& clock)
        : settings_{std::move(settings)},
          database_{database},
          queue_{queue},
          clock_{clock},
          meter_{settings_, database, image_cache, clock} {}

    /// An EXPORT_STUDY for each study that is due, with the decision, in one transaction each. Nothing outside the
    /// allowed hours. @return the cursor: none.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

    /// What a run would do now, whatever the hour, without doing it.
    [[nodiscard]] std::vector<ArchivingChoice> preview(std::int64_t limit) const;

private:
    [[nodiscard]] std::vector<database::AutopilotRule> rules() const;
    [[nodiscard]] ArchivingChoice choose(database::Connection& connection,
                                         const std::vector<database::AutopilotRule>& rules, Pressure pressure,
                                         const database::CachedStudy& study) const;
    void carry_out(const ArchivingChoice& choice) const;

    AutopilotSettings settings_;
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
    CacheMeter meter_;
};

}  // namespace kinote::autopilot
