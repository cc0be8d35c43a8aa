#include "dicomweb/media_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/error.hpp"
#include "http/text.hpp"

namespace kinote::dicomweb {
namespace {

constexpr std::string_view multipart_related = "multipart/related";

std::string in_small_letters(std::string_view text) {
    std::string small{text};
    std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return small;
}

// The parts between separators that stand outside of quotes.
std::vector<std::string_view> split_unquoted(std::string_view text, char separator) {
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
    if (is_quoted) throw base::Error{base::ErrorKind::invalid, "Accept has a quotation mark without its other"};
    parts.push_back(http::trim(text.substr(begin)));
    return parts;
}

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

// "0.8" as 800; what is malformed counts as 1000.
int quality_of(std::string_view weight) {
    constexpr int most = 1'000;
    if (!weight.starts_with('0')) return most;
    int quality = 0;
    int unit = most;
    for (const char digit : weight.substr(std::min<std::size_t>(2, weight.size()))) {
        if (digit < '0' || digit > '9') return most;
        unit /= 10;
        quality += (digit - '0') * unit;
    }
    return quality;
}

MediaRange read_range(std::string_view text) {
    const std::vector<std::string_view> parts = split_unquoted(text, ';');
    MediaRange range;
    range.type = in_small_letters(parts.front());
    range.is_multipart = range.type == multipart_related;
    if (range.is_multipart) range.type = "*/*";
    for (std::size_t index = 1; index < parts.size(); ++index) {
        const std::size_t equals = std::min(parts[index].find('='), parts[index].size());
        const std::string name = in_small_letters(http::trim(parts[index].substr(0, equals)));
        const std::string value = unquoted(http::trim(parts[index].substr(std::min(equals + 1, parts[index].size()))));
        if (name == "type" && range.is_multipart) range.type = in_small_letters(value);
        if (name == "transfer-syntax") range.transfer_syntax = value;
        if (name == "q") range.quality = quality_of(value);
    }
    return range;
}

}  // namespace

bool MediaRange::takes(std::string_view media_type) const {
    if (type == "*/*" || type == media_type) return true;
    return type.ends_with("/*") && media_type.starts_with(std::string_view{type}.substr(0, type.size() - 1));
}

std::vector<MediaRange> accepted_ranges(const http::Request& request) {
    std::vector<std::string_view> lists = request.headers.find_all("Accept");
    if (const auto named = request.query.find("accept")) lists = {*named};
    std::vector<MediaRange> ranges;
    for (const std::string_view list : lists) {
        for (const std::string_view text : split_unquoted(list, ',')) {
            if (text.empty()) continue;
            if (ranges.size() == most_media_ranges) {
                throw base::Error{base::ErrorKind::invalid,
                                  fmt::format("Accept names more than {} media types", most_media_ranges)};
            }
            ranges.push_back(read_range(text));
        }
    }
    if (ranges.empty()) {
        ranges.push_back({"*/*", false, {}});
        return ranges;
    }
    std::erase_if(ranges, [](const MediaRange& range) { return range.quality == 0; });
    std::ranges::stable_sort(ranges, std::ranges::greater{}, &MediaRange::quality);
    return ranges;
}

std::string_view accepted_type(const http::Request& request, std::vector<std::string_view> offered) {
    for (const MediaRange& range : accepted_ranges(request)) {
        if (range.is_multipart) continue;
        const auto found = std::ranges::find_if(offered, [&](std::string_view type) { return range.takes(type); });
        if (found != offered.end()) return *found;
    }
    return {};
}

http::Response not_acceptable(std::string_view offered) {
    return http::error_response(http::Status::not_acceptable, "not_acceptable",
                                fmt::format("what Accept names cannot be had here: ask for {}", offered));
}

}  // namespace kinote::dicomweb
