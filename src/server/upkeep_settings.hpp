#pragma once
// The keys of [patrol] and [history].

#include <span>

#include "base/configuration.hpp"
#include "server/settings.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> upkeep_keys();
/// Sets `patrol`, `lost_files` and `old_history`. @throws Error invalid, naming the key.
void read_upkeep(const base::Configuration& configuration, Settings& settings);

}  // namespace kinote::server
