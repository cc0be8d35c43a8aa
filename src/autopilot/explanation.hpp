#pragma once
// Why a study is still here, and why it went: from what is true now, and from the decisions that were recorded.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autopilot/cache_pressure.hpp"
#include "database/autopilot_decision_table.hpp"

namespace kinote::autopilot {

struct Explanation {
    std::string study_instance_uid;
    std::optional<database::CachedStudy> study;  ///< absent: nothing of it has been counted here
    std::optional<StudyStatus> status;
    std::vector<std::string> why_here;  ///< what keeps it in the cache, in words; empty: it would go next, or is gone
    std::vector<std::string> why_gone;  ///< what was freed or purged of it, and why
    std::vector<Verdict> freeing_rules;
    std::vector<Verdict> archiving_rules;
    std::vector<database::UnarchivedObject> unarchived;  ///< at most ten
    std::vector<database::JobAboutStudy> jobs;
    std::vector<database::AutopilotDecision> decisions;  ///< the latest first, at most a hundred
};

/// @throws Error not_found where neither the study nor a decision about it is known.
[[nodiscard]] Explanation explain(const AutopilotSettings& settings, database::Database& database,
                                  const image_cache::ImageCache& image_cache, const base::Clock& clock,
                                  std::string_view study_instance_uid);

}  // namespace kinote::autopilot
