#pragma once
// Values that stand for many: lists of ids, patterns.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// The ids as the one parameter that a statement's {in_ids} tests against: JSON for SQLite, an array for PostgreSQL.
[[nodiscard]] std::string id_list(Engine engine, std::span<const std::int64_t> ids);

/// The UIDs as the one parameter that a statement's {in_texts} tests against. What is no valid UID is left out.
[[nodiscard]] std::string uid_list(Engine engine, std::span<const std::string_view> uids);

/// The ids in the first column of what is left of the rows, in their order.
[[nodiscard]] std::vector<std::int64_t> read_ids(Rows rows);

/// Any texts as the one parameter that {in_texts} tests against.
[[nodiscard]] std::string text_list(Engine engine, std::span<const std::string_view> texts);

/// Appends a text as an element of PostgreSQL's array literal.
void append_array_text(std::string& array, std::string_view text);

/// A LIKE pattern (ESCAPE '!') for a search text in which * stands for any characters and ? for one.
[[nodiscard]] std::string like_pattern(std::string_view wildcards);

/// A LIKE pattern (ESCAPE '!') for the texts that begin so, whatever signs the beginning holds.
[[nodiscard]] std::string begins_with_pattern(std::string_view beginning);

/// The end of the texts that begin so, in the order of bytes: begins-with as a range, so that an index serves it.
[[nodiscard]] std::string end_of_beginning(std::string_view beginning);

}  // namespace kinote::database
