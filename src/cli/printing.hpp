#pragma once
// Standard output as the commands use it: one JSON value, or a table for people.

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::cli {

/// Prints the value in one line.
void print_json(const boost::json::value& value);

/// Prints rows under headings, each column as wide as its widest value. Control characters show as '?'.
void print_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows);

/// Text for a terminal: control characters, which could steer it, become '?'.
[[nodiscard]] std::string printable(std::string_view text);

/// The same for a text of several lines: its line ends (LF, CR LF, CR) stay, each following line begins with the
/// indent.
[[nodiscard]] std::string printable_lines(std::string_view text, std::string_view indent);

}  // namespace kinote::cli
