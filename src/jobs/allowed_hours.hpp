#pragma once
// The hours of the day in which something may be done, as a person writes them: "20:00-06:00".

#include <cstdint>
#include <string_view>

namespace kinote::jobs {

/// Whether a text is two different times, as 20:00-06:00, or empty, which means all hours.
[[nodiscard]] bool are_allowed_hours(std::string_view text);
/// Whether something may be done. @param allowed_hours  as are_allowed_hours() takes them. @param minute  of the day on
/// this site's clock, from 0 to 1439.
[[nodiscard]] bool is_allowed_hour(std::string_view allowed_hours, int minute);
/// The minute of the day on this site's clock.
[[nodiscard]] int minute_of_day(std::int64_t utc_ms);

}  // namespace kinote::jobs
