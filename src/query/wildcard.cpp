#include "query/wildcard.hpp"

#include <algorithm>
#include <cstddef>

#include "base/utf8.hpp"

namespace kinote::query {
namespace {

// Bytes of the character that stands there, 1 for what is no UTF-8.
std::size_t length_of_character(std::string_view text, std::size_t at) {
    return std::max<std::size_t>(base::utf8_length(text.substr(at)), 1);
}

}  // namespace

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool fits_wildcards(std::string_view text, std::string_view pattern) {
    constexpr std::size_t none = std::string_view::npos;
    std::size_t at = 0;
    std::size_t in_pattern = 0;
    std::size_t behind_star = none;  // of the last one: only its part of the text is tried again
    std::size_t begin_of_part = 0;
    while (at < text.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            behind_star = ++in_pattern;
            begin_of_part = at;
        } else if (in_pattern < pattern.size() && pattern[in_pattern] == '?') {
            at += length_of_character(text, at);
            ++in_pattern;
        } else if (in_pattern < pattern.size() && pattern[in_pattern] == text[at]) {
            ++at;
            ++in_pattern;
        } else if (behind_star != none) {
            begin_of_part += length_of_character(text, begin_of_part);
            at = begin_of_part;
            in_pattern = behind_star;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in_pattern) == none;
}

}  // namespace kinote::query
