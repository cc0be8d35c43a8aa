#pragma once
// Marks for deletion as the API and the command line show them.

#include <boost/json.hpp>
#include <vector>

#include "database/deletion_table.hpp"

namespace kinote::server {

[[nodiscard]] boost::json::array to_json(const std::vector<database::MarkedDeletion>& deletions);

}  // namespace kinote::server
