#pragma once
// The keys of [deletion].

#include <span>

#include "autopilot/purge.hpp"
#include "base/configuration.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> deletion_keys();
[[nodiscard]] autopilot::PurgeSettings read_deletion(const base::Configuration& configuration);

}  // namespace kinote::server
