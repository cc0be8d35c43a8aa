#pragma once
// The titles of the notes of studies, for searches.

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "database/connection.hpp"
#include "note/code.hpp"

namespace kinote::database {

/// By study's row; what has no notes is missing.
using TitlesById = std::map<std::int64_t, std::vector<note::Code>>;

/// Each title once, in the order of the codes, of the current versions of visible notes.
[[nodiscard]] TitlesById note_titles_of_studies(Connection& connection, std::span<const std::int64_t> studies);

}  // namespace kinote::database
