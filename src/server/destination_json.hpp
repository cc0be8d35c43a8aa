#pragma once
// Destinations as JSON: of the API, and of the configuration's [destinations.NAME].

#include <boost/json/value.hpp>
#include <string>

#include "database/destination_table.hpp"
#include "exporter/destinations.hpp"

namespace kinote::server {

/// @param place  what messages call the value: "destinations.NORTH"; empty for the whole.
/// @throws Error invalid, naming the field, as exporter::check_destination() and for unknown fields.
[[nodiscard]] database::Destination destination_from_json(const std::string& name, const boost::json::value& value,
                                                          const std::string& place);
[[nodiscard]] boost::json::value to_json(const database::Destination& destination);
/// What was given up.
[[nodiscard]] boost::json::value to_json(const exporter::Removal& removal);

}  // namespace kinote::server
