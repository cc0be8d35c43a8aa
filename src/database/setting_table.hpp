#pragma once
// The table `setting`: single values of the installation.

#include <optional>
#include <string>
#include <string_view>

#include "database/connection.hpp"

namespace kinote::database {

[[nodiscard]] std::optional<std::string> find_setting(Connection& connection, std::string_view name);
/// The value that stands, which is this one where there was none: the first who names it decides.
[[nodiscard]] std::string ensure_setting(Transaction& transaction, std::string_view name, std::string_view value);
void set_setting(Transaction& transaction, std::string_view name, std::string_view value);

}  // namespace kinote::database
