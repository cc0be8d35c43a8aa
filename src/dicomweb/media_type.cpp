#include "dicomweb/media_type.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.hpp"
#include "http/text.hpp"

namespace kinote::dicomweb {
namespace {

std::string unquoted(std::string_view value) {
    if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"')) return std::string{value};
    std::string text;
    value = value.substr(1, value.size() - 2);
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] == '\\' && at + 1 < value.size()) ++at;
        text += value[at];
    }
    return text;
}

}  // namespace

std::string_view MediaType::parameter(std::string_view name) const {
    const auto found = std::ranges::find(parameters, name, [](const auto& one) { return std::string_view{one.first}; });
    return found == parameters.end() ? std::string_view{} : std::string_view{found->second};
}

std::string in_small_letters(std::string_view text) {
    std::string small{text};
    std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return small;
}

std::vector<std::string_view> split_unquoted(std::string_view text, char separator, std::string_view header) {
    std::vector<std::string_view> parts;
    bool is_quoted = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_quoted && text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            is_quoted = !is_quoted;
        } else if (text[at] == separator && !is_quoted) {
            parts.push_back(http::trim(text.substr(begin, at - begin)));
            begin = at + 1;
        }
    }
    if (is_quoted)
        throw base::Error{base::ErrorKind::invalid, fmt::format("{} has a quotation mark without its other", header)};
    parts.push_back(http::trim(text.substr(begin)));
    return parts;
}

MediaType read_media_type(std::string_view text, std::string_view header) {
    const std::vector<std::string_view> parts = split_unquoted(text, ';', header);
    MediaType media;
    media.type = in_small_letters(parts.front());
    for (std::size_t index = 1; index < parts.size(); ++index) {
        const std::size_t equals = std::min(parts[index].find('='), parts[index].size());
        media.parameters.emplace_back(
            in_small_letters(http::trim(parts[index].substr(0, equals))),
            unquoted(http::trim(parts[index].substr(std::min(equals + 1, parts[index].size())))));
    }
    return media;
}

}  // namespace kinote::dicomweb
