#include "server/upkeep_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::ValueType;

constexpr std::int64_t least_audit_days = 365;

constexpr std::array upkeep_own_keys{
    ConfigurationKey{"patrol.kilobytes_per_second", ValueType::integer, "5000",
                     "of the cache that are read and compared with what came; 0: none", 0, 10'000'000},
    ConfigurationKey{"patrol.round_hours", ValueType::integer, "168",
                     "between the beginnings of two rounds through the cache", 1, 87'600},
    ConfigurationKey{"patrol.fetch_again", ValueType::flag, "true",
                     "what is gone or changed in the cache, and committed by an archive, is fetched from there"},
    ConfigurationKey{"patrol.most_lost_percent", ValueType::integer, "10",
                     "of the objects of one look; where more are gone nothing is done: the folder is not there", 1,
                     100},
    ConfigurationKey{"history.keep_days", ValueType::integer, "365",
                     "that ended jobs, closed exceptions and ended comparisons are kept; 0: for ever", 0, 36'500},
    ConfigurationKey{"history.keep_audit_days", ValueType::integer, "0",
                     "the same of audit events, from 365 on; 0: for ever", 0, 36'500},
};

}  // namespace

std::span<const ConfigurationKey> upkeep_keys() { return upkeep_own_keys; }

void read_upkeep(const base::Configuration& configuration, Settings& settings) {
    constexpr std::int64_t hour_ms = 3'600'000;
    constexpr std::int64_t seconds_of_a_run = 60;
    autopilot::PatrolSettings& patrol = settings.patrol;
    patrol.bytes_per_second = configuration.integer("patrol.kilobytes_per_second") * 1'000;
    patrol.bytes_of_a_run = patrol.bytes_per_second * seconds_of_a_run;
    patrol.round_ms = configuration.integer("patrol.round_hours") * hour_ms;
    patrol.damage.fetches_again = configuration.flag("patrol.fetch_again");
    patrol.damage.most_percent = configuration.integer("patrol.most_lost_percent");
    settings.lost_files.damage = patrol.damage;
    settings.old_history.keep_ms = configuration.integer("history.keep_days") * 24 * hour_ms;
    const std::int64_t audit_days = configuration.integer("history.keep_audit_days");
    if (audit_days > 0 && audit_days < least_audit_days) {
        throw base::Error{
            base::ErrorKind::invalid,
            fmt::format("history.keep_audit_days: must be 0, for ever, or at least {}", least_audit_days)};
    }
    settings.old_history.keep_audit_ms = audit_days * 24 * hour_ms;
}

}  // namespace kinote::server
