#pragma once
// The text of an ODBC connection: keywords and values.

#include <string>
#include <string_view>
#include <vector>

namespace kinote::legacy_migration {

struct ConnectionKeyword {
    std::string name;   ///< as written
    std::string value;  ///< as written, with its braces
};

/// The keywords of "A=b;C={d;e}" in their order. Tolerant: what is no keyword becomes one without a value.
[[nodiscard]] std::vector<ConnectionKeyword> connection_keywords(std::string_view connection);

/// Without regard to case, in ASCII.
[[nodiscard]] bool is_same_word(std::string_view left, std::string_view right);
[[nodiscard]] std::string lower_case(std::string_view text);

/// The connection with what its driver needs so that results are read in pieces, not at once, and so that an absent
/// file is an error. What the text says itself stays. @param driver  the driver's name, or that of its library.
[[nodiscard]] std::string with_driver_options(const std::string& connection, std::string_view driver);

}  // namespace kinote::legacy_migration
