#pragma once
// What is UTF-8 (RFC 3629) and what is not.

#include <cstddef>
#include <string_view>

namespace kinote::base {

/// Bytes of the character that the text begins with; 0 where none does: an overlong form, a surrogate, a cut one.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// Whether the text is UTF-8 throughout.
[[nodiscard]] bool is_utf8(std::string_view text);

/// How many characters (code points) the UTF-8 has.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// The longest beginning of the UTF-8 that has at most so many characters.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t most);

}  // namespace kinote::base
