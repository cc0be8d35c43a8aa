#pragma once
// Values that several rooms' settings have alike: one of some words, a numeric address.

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/configuration.hpp"
#include "base/error.hpp"

namespace kinote::server {

/// What the key's word stands for. @param words  pairs of a word and its value. @throws Error invalid, naming the key
/// and the words.
template <typename Words>
[[nodiscard]] auto choice_of(const base::Configuration& configuration, std::string_view key, const Words& words) {
    const std::string& given = configuration.text(key);
    std::string known;
    for (const auto& [word, value] : words) {
        if (word == given) return value;
        known += fmt::format("{}{}", known.empty() ? "" : ", ", word);
    }
    throw base::Error{base::ErrorKind::invalid, fmt::format("{}: '{}' is none of {}", key, given, known)};
}

/// Of IPv4 or IPv6.
[[nodiscard]] bool is_numeric_address(const std::string& address);

}  // namespace kinote::server
