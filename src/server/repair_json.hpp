#pragma once
// Repairs as the API and the commands print them.

#include <boost/json/value.hpp>

#include "database/repair_table.hpp"

namespace kinote::server {

[[nodiscard]] boost::json::value to_json(const database::RepairRow& repair);

}  // namespace kinote::server
