#pragma once
// What left the cache, or why it did not, as JSON: for the API and the command line alike.

#include <boost/json/fwd.hpp>
#include <string_view>

#include "image_cache/freeing.hpp"

namespace kinote::server {

[[nodiscard]] boost::json::value freeing_to_json(std::string_view study_instance_uid,
                                                 const image_cache::FreeingResult& result, bool is_dry_run);

}  // namespace kinote::server
