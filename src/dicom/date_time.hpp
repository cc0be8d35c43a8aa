#pragma once
// Dates and times as PS3.5 6.2 writes them (DA, TM, DT).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kinote::dicom {

/// A point in time on a clock whose zone may be unknown.
struct DateTime {
    std::int64_t local_ms = 0;          ///< milliseconds since 1970-01-01T00:00 on that clock
    std::optional<int> offset_minutes;  ///< of that clock from UTC, where said

    /// Nothing where the offset is unknown.
    [[nodiscard]] std::optional<std::int64_t> utc_ms() const;

    friend bool operator==(const DateTime&, const DateTime&) = default;
};

/// DT: "YYYYMMDDHHMMSS.FFFFFF&ZZXX", what is missing at the end counts as its start. Nothing for anything else.
[[nodiscard]] std::optional<DateTime> parse_date_time(std::string_view text);

/// "&ZZXX" as of Timezone Offset From UTC (0008,0201), in minutes: -12:00 to +14:00.
[[nodiscard]] std::optional<int> parse_utc_offset(std::string_view text);

/// "20261127". @param local_ms  as in DateTime, of a year from 1 to 9999.
[[nodiscard]] std::string to_date(std::int64_t local_ms);
/// "110657.123000"
[[nodiscard]] std::string to_time(std::int64_t local_ms);
/// "+0100" @param offset_minutes  from UTC.
[[nodiscard]] std::string to_utc_offset(int offset_minutes);
/// "20261127110657.123000+0100", without the offset where it is unknown.
[[nodiscard]] std::string to_date_time(const DateTime& point);

}  // namespace kinote::dicom
