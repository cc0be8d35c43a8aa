#pragma once
// Exports and Storage Commitment as the configuration sets them.

#include <span>

#include "base/configuration.hpp"
#include "server/settings.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> commitment_keys();

/// @param settings  whose AE title is read.
void read_commitment(const base::Configuration& configuration, Settings& settings);

}  // namespace kinote::server
