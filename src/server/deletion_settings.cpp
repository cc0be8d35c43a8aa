#include "server/deletion_settings.hpp"

#include <array>

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::ValueType;

constexpr std::array deletion_own_keys{
    ConfigurationKey{"deletion.purge_after_hours", ValueType::integer, "168",
                     "from the mark for deletion: then it is purged, and can no longer be taken back", 0, 876'000},
    ConfigurationKey{"deletion.purge_interval_seconds", ValueType::integer, "60",
                     "between two looks for what is to be purged", 1, 86'400},
};

}  // namespace

std::span<const ConfigurationKey> deletion_keys() { return deletion_own_keys; }

autopilot::PurgeSettings read_deletion(const base::Configuration& configuration) {
    constexpr std::int64_t second_ms = 1'000;
    constexpr std::int64_t hour_ms = 3'600 * second_ms;
    autopilot::PurgeSettings settings;
    settings.grace_ms = configuration.integer("deletion.purge_after_hours") * hour_ms;
    settings.interval_ms = configuration.integer("deletion.purge_interval_seconds") * second_ms;
    return settings;
}

}  // namespace kinote::server
