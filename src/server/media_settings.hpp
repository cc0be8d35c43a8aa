#pragma once
// How discs are made, as the configuration says.

#include <span>

#include "base/configuration.hpp"
#include "server/settings.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> media_keys();

/// @param settings  whose data folder and KOSD identity have been read. @throws Error invalid, naming the key.
void read_media(const base::Configuration& configuration, Settings& settings);

}  // namespace kinote::server
