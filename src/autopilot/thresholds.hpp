#pragma once
// How long the cache still has room at the present intake, and what that means: green, amber or red.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kinote::autopilot {

/// Hours of free space. Amber is at least red.
struct Thresholds {
    std::int64_t amber_hours = 12;
    std::int64_t red_hours = 4;
};
struct ThresholdSettings {
    Thresholds day;
    Thresholds night{24, 8};
    std::string night_hours = "20:00-06:00";  ///< as jobs::are_allowed_hours() takes them; empty: it is never night
};

/// What is known of the cache at one moment.
struct CacheMeasure {
    std::int64_t capacity_bytes = 0;
    std::int64_t file_bytes = 0;  ///< of objects
    std::int64_t key_bytes = 0;   ///< of those, of key groups
    std::int64_t free_bytes = 0;  ///< negative where a quota is exceeded
    std::int64_t intake_bytes_per_hour = 0;
};

enum class Pressure { green, amber, red };
[[nodiscard]] std::string_view to_string(Pressure pressure);

/// Those of the hour that the time lies in, on this site's clock.
[[nodiscard]] Thresholds thresholds_at(const ThresholdSettings& settings, std::int64_t utc_ms);
/// At the present intake; absent where nothing comes and something is free.
[[nodiscard]] std::optional<double> hours_of_free_space(const CacheMeasure& measure);
[[nodiscard]] Pressure pressure_of(const CacheMeasure& measure, const Thresholds& thresholds);
/// What must be freed to be green again; 0 where it is.
[[nodiscard]] std::int64_t bytes_to_green(const CacheMeasure& measure, const Thresholds& thresholds);
/// Whether key groups take so much of the cache that they are freed, too.
[[nodiscard]] bool is_key_share_reached(const CacheMeasure& measure, std::int64_t share_percent);

/// When the cache will be amber, red and full if the intake stays as it is and nothing is freed, UTC milliseconds; now
/// where it is so already, absent where nothing comes.
struct Forecast {
    std::optional<std::int64_t> amber_ms;
    std::optional<std::int64_t> red_ms;
    std::optional<std::int64_t> full_ms;
};
[[nodiscard]] Forecast forecast_of(const CacheMeasure& measure, const ThresholdSettings& settings, std::int64_t now_ms);

}  // namespace kinote::autopilot
