#pragma once
// Autopilot as a person sees it: how full the cache is, the staging rules, what a run would do, why a study stays or
// went. For the API and the command line alike.

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "autopilot/archive_candidates.hpp"
#include "autopilot/cache_pressure.hpp"
#include "autopilot/explanation.hpp"

namespace kinote::server {

/// Measure, thresholds, pressure, forecast.
[[nodiscard]] boost::json::value autopilot_to_json(const autopilot::AutopilotSettings& settings,
                                                   const autopilot::CacheMeasure& measure, std::int64_t now_ms);
[[nodiscard]] boost::json::value to_json(const database::AutopilotRule& rule);
/// {"rules": [...]}
[[nodiscard]] boost::json::value rules_to_json(const std::vector<database::AutopilotRule>& rules);
/// A rule as a request gives it; what is not named has its default. @throws Error invalid, naming the field.
[[nodiscard]] database::AutopilotRule rule_from_json(std::string_view name, const boost::json::value& body);
/// What a run would do.
[[nodiscard]] boost::json::value preview_to_json(const std::vector<autopilot::FreeingPreview>& freeing,
                                                 const std::vector<autopilot::ArchivingChoice>& archiving);
[[nodiscard]] boost::json::value to_json(const autopilot::Explanation& told);

}  // namespace kinote::server
