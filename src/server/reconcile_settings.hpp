#pragma once
// Reconciliation as the configuration sets it.

#include <span>

#include "base/configuration.hpp"
#include "server/settings.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> reconcile_keys();

/// @param settings  whose AE title is read.
void read_reconcile(const base::Configuration& configuration, Settings& settings);

}  // namespace kinote::server
