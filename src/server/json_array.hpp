#pragma once
// Arrays of what has a to_json() in this room.

#include <boost/json/value.hpp>

#include "server/destination_json.hpp"
#include "server/export_views.hpp"
#include "server/json_views.hpp"

namespace kinote::server {

/// An array of the rows.
template <typename Rows>
[[nodiscard]] boost::json::value array_of(const Rows& rows) {
    boost::json::value array(boost::json::array_kind);
    for (const auto& row : rows) array.as_array().push_back(to_json(row));
    return array;
}

}  // namespace kinote::server
