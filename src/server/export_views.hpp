#pragma once
// Exports and the ledger as the API and the commands print them.

#include <boost/json/value.hpp>

#include "database/export_table.hpp"

namespace kinote::server {

/// With what it has delivered so far. `state` is open, done, done_in_part, or failed where its job ended without it.
[[nodiscard]] boost::json::value to_json(const database::ExportRow& row, const database::ExportCounts& counts);
[[nodiscard]] boost::json::value to_json(const database::DeliveryRow& row);
/// The export with its counts. @throws Error not_found.
[[nodiscard]] boost::json::value export_to_json(database::Connection& connection, std::int64_t id);
/// A page of exports with their counts, the latest first.
[[nodiscard]] boost::json::value exports_to_json(database::Connection& connection, std::string_view study_instance_uid,
                                                 std::int64_t before, std::int64_t limit);

}  // namespace kinote::server
