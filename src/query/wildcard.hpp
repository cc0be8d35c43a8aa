#pragma once
// Wild card matching, PS3.4 C.2.2.2.4.

#include <string_view>

namespace kinote::query {

[[nodiscard]] bool has_wildcard(std::string_view text);

/// `*` stands for any characters or none, `?` for one character. Case counts. Steps: at most the length of the text
/// times that of the pattern's longest part without `*`; no recursion. @param text, pattern  UTF-8.
[[nodiscard]] bool fits_wildcards(std::string_view text, std::string_view pattern);

}  // namespace kinote::query
