#pragma once
// A search as its address asks for it: what of PS3.18 8.3.4 and 10.6.1 is read from the query parameters.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/request.hpp"
#include "query/identifier.hpp"

namespace kinote::dicomweb {

/// Parameters of ours, which PS3.18 has not: both are match keys and, in includefield, return keys.
inline constexpr std::string_view has_key_images_key = "hasKeyImages";
inline constexpr std::string_view note_title_key = "noteTitle";

struct SearchRequest {
    query::Identifier identifier;
    std::int64_t offset = 0;
    std::optional<std::int64_t> limit;  ///< absent: all that match
    std::vector<std::string> warnings;  ///< what of the request was passed over, in words, PS3.18 8.3.4
};

/// Reads a search at that level. The captures `study` and `series` of the path narrow it; what a path does not name is
/// returned as well, as for relational queries (10.6.1.2.3).
/// @throws base::Error invalid, in words that name the parameter: no attribute, no value of its VR, twice the same.
[[nodiscard]] SearchRequest read_search(const http::Request& request, query::QueryLevel level);

}  // namespace kinote::dicomweb
