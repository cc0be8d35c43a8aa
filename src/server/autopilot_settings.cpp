#include "server/autopilot_settings.hpp"

#include <fmt/format.h>

#include <array>

#include "base/error.hpp"
#include "jobs/allowed_hours.hpp"

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::Error;
using base::ErrorKind;
using base::ValueType;

constexpr std::array autopilot_own_keys{
    ConfigurationKey{"autopilot.interval_seconds", ValueType::integer, "60",
                     "between two looks at how full the cache is", 1, 86'400},
    ConfigurationKey{"autopilot.archive_interval_seconds", ValueType::integer, "300",
                     "between two looks for studies that are to be archived", 1, 86'400},
    ConfigurationKey{"autopilot.quota_megabytes", ValueType::integer, "0",
                     "of the files of the cache; 0: as much as the file system has", 0, 1'000'000'000'000},
    ConfigurationKey{"autopilot.amber_hours", ValueType::integer, "12",
                     "of free space at the present intake, by day: from there on the cache is freed", 0, 8'760},
    ConfigurationKey{"autopilot.red_hours", ValueType::integer, "4", "the same, for rules that act at red only", 0,
                     8'760},
    ConfigurationKey{"autopilot.amber_hours_at_night", ValueType::integer, "24", "as amber_hours, by night", 0, 8'760},
    ConfigurationKey{"autopilot.red_hours_at_night", ValueType::integer, "8", "as red_hours, by night", 0, 8'760},
    ConfigurationKey{"autopilot.night", ValueType::text, "20:00-06:00", "when it is night; empty for never"},
    ConfigurationKey{"autopilot.intake_hours", ValueType::integer, "24", "over which the present intake is measured", 1,
                     336},
    ConfigurationKey{"autopilot.key_group_percent", ValueType::integer, "10",
                     "key groups stay while they take less than that of the cache", 0, 100},
    ConfigurationKey{"autopilot.archive_hours", ValueType::text, "20:00-06:00",
                     "in which studies are archived; empty for all"},
    ConfigurationKey{"autopilot.archive_minimum_age_hours", ValueType::integer, "1",
                     "of a study before it is archived, whatever its rule says", 0, 876'000},
    ConfigurationKey{"autopilot.look_again_seconds", ValueType::integer, "600",
                     "before a study that had to stay is looked at again", 1, 86'400},
    ConfigurationKey{"autopilot.keep_decisions_days", ValueType::integer, "400",
                     "why studies stayed and went is known so long", 1, 36'500},
};

std::string hours_from(const base::Configuration& configuration, const char* key) {
    std::string hours = configuration.text(key);
    if (jobs::are_allowed_hours(hours)) return hours;
    throw Error{ErrorKind::invalid,
                fmt::format("{}: '{}' must be two different times, as 20:00-06:00, or empty", key, hours)};
}

autopilot::Thresholds thresholds_from(const base::Configuration& configuration, const char* amber_key,
                                      const char* red_key) {
    const autopilot::Thresholds thresholds{configuration.integer(amber_key), configuration.integer(red_key)};
    if (thresholds.red_hours <= thresholds.amber_hours) return thresholds;
    throw Error{ErrorKind::invalid, fmt::format("{} ({}) must not be above {} ({})", red_key, thresholds.red_hours,
                                                amber_key, thresholds.amber_hours)};
}

}  // namespace

std::span<const ConfigurationKey> autopilot_keys() { return autopilot_own_keys; }

autopilot::AutopilotSettings read_autopilot(const base::Configuration& configuration) {
    constexpr std::int64_t second_as_ms = 1'000;
    constexpr std::int64_t day_as_ms = std::int64_t{24} * 3'600 * second_as_ms;
    autopilot::AutopilotSettings settings;
    settings.thresholds.day = thresholds_from(configuration, "autopilot.amber_hours", "autopilot.red_hours");
    settings.thresholds.night =
        thresholds_from(configuration, "autopilot.amber_hours_at_night", "autopilot.red_hours_at_night");
    settings.thresholds.night_hours = hours_from(configuration, "autopilot.night");
    settings.quota_bytes = configuration.integer("autopilot.quota_megabytes") << 20U;
    settings.key_share_percent = configuration.integer("autopilot.key_group_percent");
    settings.intake_hours = configuration.integer("autopilot.intake_hours");
    settings.archive_hours = hours_from(configuration, "autopilot.archive_hours");
    settings.archive_minimum_age_hours = configuration.integer("autopilot.archive_minimum_age_hours");
    settings.pressure_interval_ms = configuration.integer("autopilot.interval_seconds") * second_as_ms;
    settings.archive_interval_ms = configuration.integer("autopilot.archive_interval_seconds") * second_as_ms;
    settings.look_again_ms = configuration.integer("autopilot.look_again_seconds") * second_as_ms;
    settings.keep_decisions_ms = configuration.integer("autopilot.keep_decisions_days") * day_as_ms;
    return settings;
}

}  // namespace kinote::server
