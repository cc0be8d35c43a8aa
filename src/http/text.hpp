#pragma once
// Taking header values apart.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::http {

/// Without blanks and tabs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// The parts between the separators, each trimmed; "" has one, empty part.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// Percent-decoded (RFC 3986 2.1). Nothing for a '%' without two hexadecimal digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

/// Every byte but the unreserved ones (RFC 3986 2.3) as '%' and two hexadecimal digits.
[[nodiscard]] std::string percent_encode(std::string_view text);

}  // namespace kinote::http
