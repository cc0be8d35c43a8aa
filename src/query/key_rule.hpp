#pragma once
// The keys of queries: which there are, at which level, and where their values come from. The one table of them.

#include <cstdint>
#include <span>
#include <string_view>

#include "dicom/tag.hpp"

namespace kinote::query {

/// Levels of the Query/Retrieve information models, PS3.4 C.3, from the top.
enum class QueryLevel : std::uint8_t { patient, study, series, image };

/// As Query/Retrieve Level (0008,0052) names it.
[[nodiscard]] std::string_view to_string(QueryLevel level);

/// The unique key of a level, PS3.4 C.3.
[[nodiscard]] dicom::Tag unique_key(QueryLevel level);

enum class KeySource : std::uint8_t {
    index,      ///< the rows of the index
    counted,    ///< a number of visible objects, series or studies: returned, never matched
    kinds,      ///< what kinds of visible objects there are
    constant,   ///< the same for all that is here
    told,       ///< of where the objects are now: returned, never matched
    of_object,  ///< read from the object; at SERIES from one of the series
};

struct KeyRule {
    dicom::Tag tag;
    QueryLevel level;
    KeySource source;
    bool is_of_reports = false;  ///< only structured reports, and so KOSDs, have it
};

/// All of them, in the order of their tags.
[[nodiscard]] std::span<const KeyRule> key_rules();

/// Null where the key is not supported.
[[nodiscard]] const KeyRule* find_key_rule(dicom::Tag tag);

}  // namespace kinote::query
