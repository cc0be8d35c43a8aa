#pragma once
// Reconciliations as the API and the commands print them.

#include <boost/json/value.hpp>
#include <cstdint>
#include <string_view>

#include "database/reconciliation_table.hpp"

namespace kinote::server {

[[nodiscard]] boost::json::value to_json(const database::Reconciliation& row, std::int64_t now_ms);
/// {"reconciliations": [...]}. @param before  ids below it.
[[nodiscard]] boost::json::value reconciliations_to_json(database::Connection& connection, std::int64_t before,
                                                         std::int64_t limit, std::int64_t now_ms);
/// With place and remedy. @param destination  its name.
[[nodiscard]] boost::json::value difference_to_json(const database::Difference& row, std::string_view destination);
/// @throws Error not_found.
[[nodiscard]] database::Reconciliation reconciliation_of(database::Connection& connection, std::int64_t id);

/// The begin of a day "2026-11-27" in UTC, in milliseconds; 0 for an empty text. @param name  of the field, for the
/// message. @throws Error invalid.
[[nodiscard]] std::int64_t day_from(std::string_view name, std::string_view text);

}  // namespace kinote::server
