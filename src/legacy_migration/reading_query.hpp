#pragma once
// What a mapping may ask of the old system: one statement that reads.

#include <string>
#include <string_view>

namespace kinote::legacy_migration {

/// A query as it is sent: without its comments and a semicolon at its end. What is judged is what is sent, so that no
/// database can find a statement in what this took for a comment.
/// @param name  of the query, for messages.
/// @throws Error invalid, saying why, for what is not one statement that begins with SELECT or WITH, or holds the word
///         of a statement that writes outside of quotation marks.
[[nodiscard]] std::string reading_query(std::string_view name, std::string_view query);

}  // namespace kinote::legacy_migration
