#pragma once
// Who runs a command.

#include "database/audit_table.hpp"

namespace kinote::cli {

/// As the operating system knows them.
[[nodiscard]] database::Actor user_of_command();

}  // namespace kinote::cli
