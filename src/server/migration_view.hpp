#pragma once
// The latest migration run as people watch it.

#include <boost/json/value.hpp>

#include "database/connection.hpp"

namespace kinote::server {

/// Null where none has run.
[[nodiscard]] boost::json::value latest_migration(database::Connection& connection);

}  // namespace kinote::server
