#include "dicomweb/media_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "dicomweb/media_type.hpp"

namespace kinote::dicomweb {
namespace {

constexpr std::string_view multipart_related = "multipart/related";

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
    const MediaType media = read_media_type(text, "Accept");
    MediaRange range;
    range.is_multipart = media.type == multipart_related;
    range.type = range.is_multipart ? "*/*" : media.type;
    if (const auto type = media.parameter("type"); range.is_multipart && !type.empty()) {
        range.type = in_small_letters(type);
    }
    range.transfer_syntax = media.parameter("transfer-syntax");
    if (const auto weight = media.parameter("q"); !weight.empty()) range.quality = quality_of(weight);
    return range;
}

// RFC 9110 12.5.1: the closest range decides, so that image/* beside image/jpeg;q=0 means the others.
void leave_out_unwanted(std::vector<MediaRange>& ranges) {
    const auto is_unwanted = [](const MediaRange& range) { return range.quality == 0; };
    for (MediaRange& range : ranges) {
        if (!range.type.ends_with('*')) continue;
        for (const MediaRange& other : ranges) {
            const bool is_of_kind = other.is_multipart == range.is_multipart && other.transfer_syntax.empty();
            if (is_unwanted(other) && is_of_kind && !other.type.ends_with('*')) range.unwanted.push_back(other.type);
        }
    }
    std::erase_if(ranges, is_unwanted);
}

}  // namespace

bool MediaRange::takes(std::string_view media_type) const {
    if (std::ranges::find(unwanted, media_type) != unwanted.end()) return false;
    if (type == "*/*" || type == media_type) return true;
    return type.ends_with("/*") && media_type.starts_with(std::string_view{type}.substr(0, type.size() - 1));
}

std::vector<MediaRange> accepted_ranges(const http::Request& request) {
    std::vector<std::string_view> lists = request.headers.find_all("Accept");
    if (const auto named = request.query.find_all("accept"); !named.empty()) lists = named;
    std::vector<MediaRange> ranges;
    for (const std::string_view list : lists) {
        for (const std::string_view text : split_unquoted(list, ',', "Accept")) {
            if (text.empty()) continue;
            if (ranges.size() == most_media_ranges) {
                throw base::Error{base::ErrorKind::invalid,
                                  fmt::format("Accept names more than {} media types", most_media_ranges)};
            }
            ranges.push_back(read_range(text));
        }
    }
    if (ranges.empty()) {
        ranges.emplace_back().type = "*/*";
        return ranges;
    }
    leave_out_unwanted(ranges);
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
