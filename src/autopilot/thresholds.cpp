#include "autopilot/thresholds.hpp"

#include <algorithm>

#include "jobs/allowed_hours.hpp"

namespace kinote::autopilot {
namespace {

constexpr double hour_as_ms = 3'600'000;
constexpr std::int64_t minute_as_ms = 60'000;
constexpr double longest_forecast_hours = 24.0 * 365 * 100;

// The first moment at which what is left is no more than the threshold of that moment. A threshold changes twice a day:
// from the first moment at which the higher one would be reached it is looked at minute by minute.
template <typename ThresholdAt>
std::int64_t first_reached(double hours_left, std::int64_t now_ms, double highest, ThresholdAt threshold_at) {
    auto at = now_ms + static_cast<std::int64_t>(std::max(0.0, hours_left - highest) * hour_as_ms);
    for (;; at += minute_as_ms) {
        const double left = hours_left - static_cast<double>(at - now_ms) / hour_as_ms;
        if (left <= threshold_at(at) || left <= 0) return at;
    }
}

}  // namespace

std::string_view to_string(Pressure pressure) {
    switch (pressure) {
        case Pressure::green: return "green";
        case Pressure::amber: return "amber";
        case Pressure::red: break;
    }
    return "red";
}

Thresholds thresholds_at(const ThresholdSettings& settings, std::int64_t utc_ms) {
    const bool is_night =
        !settings.night_hours.empty() && jobs::is_allowed_hour(settings.night_hours, jobs::minute_of_day(utc_ms));
    return is_night ? settings.night : settings.day;
}

std::optional<double> hours_of_free_space(const CacheMeasure& measure) {
    if (measure.free_bytes <= 0) return 0.0;
    if (measure.intake_bytes_per_hour <= 0) return std::nullopt;
    return static_cast<double>(measure.free_bytes) / static_cast<double>(measure.intake_bytes_per_hour);
}

Pressure pressure_of(const CacheMeasure& measure, const Thresholds& thresholds) {
    const auto hours = hours_of_free_space(measure);
    if (!hours) return Pressure::green;
    if (*hours <= static_cast<double>(thresholds.red_hours)) return Pressure::red;
    return *hours <= static_cast<double>(thresholds.amber_hours) ? Pressure::amber : Pressure::green;
}

std::int64_t bytes_to_green(const CacheMeasure& measure, const Thresholds& thresholds) {
    if (pressure_of(measure, thresholds) == Pressure::green) return 0;
    return thresholds.amber_hours * measure.intake_bytes_per_hour - measure.free_bytes + 1;
}

bool is_key_share_reached(const CacheMeasure& measure, std::int64_t share_percent) {
    return static_cast<double>(measure.key_bytes) * 100 >=
           static_cast<double>(measure.capacity_bytes) * static_cast<double>(share_percent);
}

Forecast forecast_of(const CacheMeasure& measure, const ThresholdSettings& settings, std::int64_t now_ms) {
    const auto hours = hours_of_free_space(measure);
    if (!hours || *hours > longest_forecast_hours) return {};
    const auto amber = [&settings](std::int64_t at) {
        return static_cast<double>(thresholds_at(settings, at).amber_hours);
    };
    const auto red = [&settings](std::int64_t at) {
        return static_cast<double>(thresholds_at(settings, at).red_hours);
    };
    const auto highest_amber = static_cast<double>(std::max(settings.day.amber_hours, settings.night.amber_hours));
    const auto highest_red = static_cast<double>(std::max(settings.day.red_hours, settings.night.red_hours));
    return {first_reached(*hours, now_ms, highest_amber, amber), first_reached(*hours, now_ms, highest_red, red),
            now_ms + static_cast<std::int64_t>(*hours * hour_as_ms)};
}

}  // namespace kinote::autopilot
