#pragma once
// Dates and times as old systems write them, made DICOM's.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "legacy_migration/time_zone.hpp"

namespace kinote::legacy_migration {

struct SourceTime {
    std::string date_time;               ///< DICOM DT, with its offset from UTC where that is known
    std::optional<std::int64_t> utc_ms;  ///< where the offset is known and the time is more than a date
};

/// Reads 2012-05-04 13:14:15.123, the same with T, Z, +02:00, as 20120504131415.123+0200, as 04.05.2012 13:14, and
/// dates alone. @param zone  of times without an offset; null where it is unknown.
/// @return absent where the text is no such time.
[[nodiscard]] std::optional<SourceTime> read_source_time(std::string_view text, const TimeZone* zone);

/// The same as DICOM DA: the date at the place of the zone, where the text has an offset. Absent as above.
[[nodiscard]] std::optional<std::string> read_source_date(std::string_view text, const TimeZone* zone);

/// A moment as read_source_time reads it. Absent outside the years 1000 to 9999.
[[nodiscard]] std::optional<std::string> source_time_text(std::int64_t utc_ms);

}  // namespace kinote::legacy_migration
