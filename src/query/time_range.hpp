#pragma once
// Ranges of dates and times as keys give them (PS3.4 C.2.2.2.5), and the values that lie in them.

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace kinote::query {

/// Microseconds, both ends included. What a value leaves out it stands for as a whole: "10" is 10:00:00 to
/// 10:59:59.999999.
struct Interval {
    std::int64_t first = std::numeric_limits<std::int64_t>::min();
    std::int64_t last = std::numeric_limits<std::int64_t>::max();

    [[nodiscard]] bool contains(std::int64_t moment) const { return first <= moment && moment <= last; }
    friend bool operator==(const Interval&, const Interval&) = default;
};

/// An interval of date and time on a clock, and the same in UTC where the zone is known.
struct ZonedInterval {
    Interval local;
    std::optional<Interval> utc;
};

/// DA, since 1970. Nothing for what is no date: eight digits that are in the calendar.
[[nodiscard]] std::optional<Interval> read_date(std::string_view text);
/// TM, since midnight; with colons too, as ACR-NEMA had them.
[[nodiscard]] std::optional<Interval> read_time(std::string_view text);
/// DT, since 1970. @param offset_minutes  of the clock from UTC, for a text that does not say it.
[[nodiscard]] std::optional<ZonedInterval> read_date_time(std::string_view text,
                                                          std::optional<int> offset_minutes = std::nullopt);

/// "A", "A-B", "A-" or "-B". Nothing where that is none of it, or ends before it begins.
[[nodiscard]] std::optional<Interval> read_date_range(std::string_view text);
/// The same; it may end before it begins, as that of a night whose days stand in a range of dates.
[[nodiscard]] std::optional<Interval> read_time_range(std::string_view text);
/// A hyphen with an offset from UTC behind it is no range: "2024-0500" is a year in that zone.
[[nodiscard]] std::optional<ZonedInterval> read_date_time_range(std::string_view text);

/// A range of dates and one of times as one range of moments, PS3.4 C.2.2.2.5.4: from the first time on the first day
/// to the last time on the last day.
[[nodiscard]] Interval combined(const Interval& dates, const Interval& times);

}  // namespace kinote::query
