#pragma once
// Text in the forms that a source may give it in, made UTF-8.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kinote::legacy_migration {

/// Appends UTF-16 as UTF-8. False, with the text cut there, at a surrogate that has no partner.
[[nodiscard]] bool append_utf16(std::string& text, std::span<const char16_t> units);

/// UTF-8 as UTF-16; what is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::u16string to_utf16(std::string_view text);

/// @param encoding  as iconv knows it. Absent where the bytes are no text in it.
[[nodiscard]] std::optional<std::string> decode_text(std::string_view bytes, const std::string& encoding);
/// Whether iconv knows the encoding.
[[nodiscard]] bool is_known_encoding(const std::string& encoding);

/// Without blanks and control characters at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace kinote::legacy_migration
