#pragma once
// Local time of a place, by the rules that the system's time zone database (RFC 9636) has for it. Nothing of it touches
// the process's own time zone, so any thread may ask.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "legacy_migration/posix_time_rule.hpp"

namespace kinote::legacy_migration {

/// Immutable; any thread.
class TimeZone {
public:
    /// @param name  of IANA, e.g. "Europe/Berlin".
    /// @throws Error invalid for a name that is none or is not in the system's database.
    [[nodiscard]] static TimeZone find(const std::string& name);

    /// Seconds east of Greenwich at a moment. @param utc  seconds since 1970-01-01T00:00:00Z.
    [[nodiscard]] std::int32_t offset_at(std::int64_t utc) const;

    /// The moment at which clocks show a local time. @param local  seconds since 1970-01-01T00:00:00 as if it were UTC.
    /// Where they show it twice, the first time; where they leap over it, as if they had not leapt yet.
    [[nodiscard]] std::int64_t utc_of(std::int64_t local) const;

private:
    struct Transition {
        std::int64_t at = 0;  ///< UTC
        std::int32_t offset = 0;
    };
    friend class ZoneFile;

    std::int32_t first_offset_ = 0;
    std::vector<Transition> transitions_;  ///< by time
    PosixTimeRule rule_;                   ///< behind the last one
};

}  // namespace kinote::legacy_migration
