#pragma once
// Who may reject objects, and what a rejection comes to, as the configuration says.

#include <span>

#include "base/configuration.hpp"
#include "server/settings.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> rejection_keys();

/// @param settings  whose site titles have been read. @throws Error invalid, naming the key.
void read_rejection(const base::Configuration& configuration, Settings& settings);

}  // namespace kinote::server
