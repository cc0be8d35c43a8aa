#pragma once
// The SOP classes of Query/Retrieve, PS3.4 C.6, and their extended negotiation, PS3.4 C.5.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dimse/query_request.hpp"

namespace kinote::dimse {

enum class QueryService { find, move, get };

struct QueryClass {
    QueryModel model;
    QueryService service;
};

/// Nothing where the UID is none of Patient Root or Study Root.
[[nodiscard]] std::optional<QueryClass> query_class(std::string_view sop_class_uid);
[[nodiscard]] std::string_view query_class_uid(QueryModel model, QueryService service);

/// The service class application information for options: four bytes for C-FIND (PS3.4 Table C.5-2), one for C-MOVE
/// and C-GET (PS3.4 Table C.5-3).
[[nodiscard]] std::vector<std::byte> to_extended_negotiation(const QueryOptions& options, QueryService service);

/// What such bytes say; those that are missing say no.
[[nodiscard]] QueryOptions from_extended_negotiation(std::span<const std::byte> information, QueryService service);

/// What both can do.
[[nodiscard]] QueryOptions common(const QueryOptions& ours, const QueryOptions& theirs);

}  // namespace kinote::dimse
