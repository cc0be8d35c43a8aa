#pragma once
// Migration runs and their rows as people watch them.

#include <boost/json.hpp>

#include "database/connection.hpp"
#include "database/migration_table.hpp"

namespace kinote::server {

/// The latest run that wrote notes; null where none has run.
[[nodiscard]] boost::json::value latest_migration(database::Connection& connection);

[[nodiscard]] boost::json::object to_json(const database::MigrationRun& run);
/// With the references by outcome, and those one by one that were not taken as they are, at most a hundred.
[[nodiscard]] boost::json::object to_json(const database::MigrationRow& row);

}  // namespace kinote::server
