#pragma once
// PostgreSQL: statements prepared once per session and sent in pipeline mode, so that what need not be waited for is
// not waited for.

#include <memory>
#include <string>

#include "database/connection.hpp"

namespace kinote::database {

/// Opens a session. @param url  a connection string as libpq takes it, postgresql://...
/// @throws Error unavailable where the server cannot be reached, refused where it does not let us in.
[[nodiscard]] std::unique_ptr<Connection> open_postgresql(const std::string& url);

}  // namespace kinote::database
