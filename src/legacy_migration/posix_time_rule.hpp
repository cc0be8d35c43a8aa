#pragma once
// The rule by which a time zone changes its clocks every year, as the end of a time zone file gives it.

#include <cstdint>
#include <optional>
#include <string_view>

namespace kinote::legacy_migration {

/// POSIX.1 TZ, with RFC 9636's extension of hours: "CET-1CEST,M3.5.0,M10.5.0/3".
struct PosixTimeRule {
    /// A day of the year and a time on it.
    struct Date {
        enum class Kind : std::uint8_t { month_week_day, day_without_leap, day_with_leap };
        Kind kind = Kind::month_week_day;
        std::int32_t month = 1;           ///< 1 to 12
        std::int32_t week = 1;            ///< 1 to 5, the last one
        std::int32_t day = 0;             ///< of the week from Sunday, or of the year
        std::int32_t seconds = 2 * 3600;  ///< after midnight, local; may be negative or above a day
    };

    std::int32_t standard_offset = 0;  ///< seconds east of Greenwich
    std::int32_t summer_offset = 0;
    std::optional<Date> summer_begins;  ///< absent: no summer time
    Date summer_ends;

    /// @param utc  seconds since 1970-01-01T00:00:00Z.
    [[nodiscard]] std::int32_t offset_at(std::int64_t utc) const;
};

/// Absent where the text is no such rule.
[[nodiscard]] std::optional<PosixTimeRule> parse_posix_time_rule(std::string_view text);

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
[[nodiscard]] std::int64_t days_from_civil(std::int64_t year, std::int32_t month, std::int32_t day);
/// The year of a day since 1970-01-01.
[[nodiscard]] std::int64_t year_of_day(std::int64_t days);

}  // namespace kinote::legacy_migration
