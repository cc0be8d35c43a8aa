#pragma once
// The rules of the site: the routes that configuration files name as [routes.NAME], and when they are asked.

#include <filesystem>
#include <span>
#include <string_view>

#include "base/configuration.hpp"
#include "server/settings.hpp"

namespace kinote::server {

inline constexpr std::string_view route_table = "routes";

[[nodiscard]] std::span<const base::ConfigurationKey> rule_keys();

/// Routes come by name; where two files name the same one, the later file's counts.
/// @throws Error invalid, naming file, table and field.
void read_rules(const base::Configuration& configuration, std::span<const std::filesystem::path> files,
                Settings& settings);

}  // namespace kinote::server
