#include "http/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kinote::http {
namespace {

std::optional<unsigned> hex_digit(char character) {
    if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
    if (character >= 'a' && character <= 'f') return static_cast<unsigned>(character - 'a') + 10U;
    if (character >= 'A' && character <= 'F') return static_cast<unsigned>(character - 'A') + 10U;
    return std::nullopt;
}

}  // namespace

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(separator, start), text.size());
        parts.push_back(trim(text.substr(start, end - start)));
        start = end + 1;
    }
    return parts;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view unreserved_marks = "-._~";
    std::string encoded;
    for (const char character : text) {
        const bool is_letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
        const bool is_digit = character >= '0' && character <= '9';
        if (is_letter || is_digit || unreserved_marks.find(character) != std::string_view::npos) {
            encoded += character;
        } else {
            encoded += fmt::format("%{:02X}", static_cast<unsigned char>(character));
        }
    }
    return encoded;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        if (text[index] != '%') {
            decoded += text[index];
            continue;
        }
        if (index + 2 >= text.size()) return std::nullopt;
        const auto high = hex_digit(text[index + 1]);
        const auto low = hex_digit(text[index + 2]);
        if (!high || !low) return std::nullopt;
        decoded += static_cast<char>(*high * 16 + *low);
        index += 2;
    }
    return decoded;
}

}  // namespace kinote::http
