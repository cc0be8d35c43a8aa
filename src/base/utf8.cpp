#include "base/utf8.hpp"

#include <algorithm>

namespace kinote::base {
namespace {

// All bytes do but those that go on with a character.
bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

std::size_t length_by_first(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

bool is_second_allowed(unsigned char first, unsigned char second) {
    switch (first) {
        case 0xE0: return second >= 0xA0;  // else overlong
        case 0xED: return second < 0xA0;   // else a surrogate
        case 0xF0: return second >= 0x90;  // else overlong
        case 0xF4: return second < 0x90;   // else behind the last character
        default: return true;
    }
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const std::size_t length = length_by_first(byte_at(text, 0));
    if (length > text.size()) return 0;
    for (std::size_t at = 1; at < length; ++at) {
        if ((byte_at(text, at) & 0xC0U) != 0x80U) return 0;
    }
    if (length > 1 && !is_second_allowed(byte_at(text, 0), byte_at(text, 1))) return 0;
    return length;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string_view first_characters(std::string_view text, std::size_t most) {
    std::size_t characters = 0;
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (begins_character(text[index]) && characters++ == most) return text.substr(0, index);
    }
    return text;
}

}  // namespace kinote::base
