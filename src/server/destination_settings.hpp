#pragma once
// The destinations that configuration files name: [destinations.NAME].

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"

namespace kinote::server {

inline constexpr std::string_view destination_table = "destinations";

/// Those of all files; where two name the same one, the later file's.
/// @throws Error invalid, naming file, table and field.
[[nodiscard]] std::vector<database::Destination> read_destinations(std::span<const std::filesystem::path> files);

/// Writes them to the database, and retires those that came from a file and stand in none any more.
void apply_destinations(database::Database& database, const base::Clock& clock,
                        const std::vector<database::Destination>& destinations);

}  // namespace kinote::server
