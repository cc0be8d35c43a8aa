#pragma once
// Marks for deletion as the API and the command line show them.

#include <boost/json.hpp>
#include <cstdint>
#include <vector>

#include "autopilot/purge.hpp"
#include "database/deletion_table.hpp"

namespace kinote::server {

/// What should have been purged by now, and why it has not: by mark and study, and files that are still on the disk.
/// @return {"deletions": [...], "files": [...]}, at most 1,000 of each.
[[nodiscard]] boost::json::object overdue_to_json(database::Connection& connection,
                                                  const autopilot::PurgeSettings& settings, std::int64_t now_ms);

/// Each with the time from which on it is purged.
[[nodiscard]] boost::json::array to_json(const std::vector<database::MarkedDeletion>& deletions,
                                         const autopilot::PurgeSettings& settings);

}  // namespace kinote::server
