#pragma once
// How Autopilot is set, but for its staging rules, which lie in the database.

#include <cstdint>
#include <string>

#include "autopilot/thresholds.hpp"

namespace kinote::autopilot {

struct AutopilotSettings {
    ThresholdSettings thresholds;
    std::int64_t quota_bytes = 0;  ///< of the cache's files; 0: the file system's
    std::int64_t key_share_percent = 10;
    std::int64_t intake_hours = 24;  ///< over which the present intake is measured
    std::string archive_hours = "20:00-06:00";
    std::int64_t archive_minimum_age_hours = 1;  ///< of every study, whatever its rule says
    std::int64_t pressure_interval_ms = 60'000;
    std::int64_t archive_interval_ms = 300'000;
    std::int64_t look_again_ms = 600'000;  ///< at a study that is kept
    std::int64_t keep_decisions_ms = std::int64_t{400} * 24 * 3'600'000;
    std::int64_t purge_grace_ms = std::int64_t{7} * 24 * 3'600'000;  ///< as PurgeSettings has it: explanations name it
    std::int64_t page = 100;                                         ///< studies
    std::int64_t most_studies_of_a_run = 10'000;
    std::int64_t objects_of_a_transaction = 200;
    std::int64_t kept_of_a_transaction = 25;  ///< studies: who stores waits for no more than that
};

}  // namespace kinote::autopilot
