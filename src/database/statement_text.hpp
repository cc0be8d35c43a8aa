#pragma once
// Texts of statements that share their columns or a condition: put together while kinote is compiled.

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace kinote::database {

/// A string literal as an argument of a template.
template <std::size_t Size>
struct Literal {
    consteval Literal(const char (&text)[Size]) { std::ranges::copy(text, characters); }  // NOLINT
    char characters[Size]{};                                                              // NOLINT(*-c-arrays)
};

template <Literal... parts>
struct JoinedText {
    static constexpr std::size_t size = (0 + ... + (sizeof(parts.characters) - 1));
    char characters[size]{};  // NOLINT(*-c-arrays)
    consteval JoinedText() {
        char* end = characters;
        ((end = std::copy_n(parts.characters, sizeof(parts.characters) - 1, end)), ...);
    }
};
template <Literal... parts>
inline constexpr JoinedText<parts...> joined_text{};

/// The parts one after the other, in static storage: its address is always the same.
template <Literal... parts>
inline constexpr std::string_view joined{joined_text<parts...>.characters, JoinedText<parts...>::size};

}  // namespace kinote::database
