#include "http/target.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "http/text.hpp"

namespace kinote::http {
namespace {

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte < 0x20 || byte == 0x7F;
    });
}

std::string_view read_segment(std::string_view raw, std::vector<std::string>& path) {
    std::optional<std::string> segment = percent_decode(raw);
    if (!segment) return "the path has a '%' without two hexadecimal digits";
    if (!base::is_utf8(*segment)) return "the path is not UTF-8";
    if (has_control_character(*segment)) return "the path has a control character";
    if (segment->find_first_of("/\\") != std::string::npos) return "a segment of the path has a slash or backslash";
    if (*segment == "." || *segment == "..") return "the path has a '.' or '..' segment";
    path.push_back(*std::move(segment));
    return {};
}

std::string_view read_path(std::string_view raw, std::vector<std::string>& path) {
    raw.remove_prefix(1);
    if (raw.empty()) return {};
    for (std::size_t start = 0; start <= raw.size();) {
        const std::size_t end = std::min(raw.find('/', start), raw.size());
        if (const auto fault = read_segment(raw.substr(start, end - start), path); !fault.empty()) return fault;
        start = end + 1;
    }
    return {};
}

std::string_view read_query(std::string_view raw, Parameters& query) {
    const auto decode = [](std::string_view text) {
        std::string form{text};
        std::replace(form.begin(), form.end(), '+', ' ');
        return percent_decode(form);
    };
    for (std::size_t start = 0; start < raw.size();) {
        const std::size_t end = std::min(raw.find('&', start), raw.size());
        const std::string_view pair = raw.substr(start, end - start);
        start = end + 1;
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto name = decode(pair.substr(0, equals));
        const auto value = decode(equals == pair.size() ? std::string_view{} : pair.substr(equals + 1));
        if (!name || !value) return "the query has a '%' without two hexadecimal digits";
        if (!base::is_utf8(*name) || !base::is_utf8(*value)) return "the query is not UTF-8";
        if (name->find('\0') != std::string::npos || value->find('\0') != std::string::npos)
            return "the query has a NUL";
        query.add(*name, *value);
    }
    return {};
}

}  // namespace

Target read_target(std::string_view target) {
    constexpr std::string_view scheme = "http://";
    Target read;
    if (equals_ignoring_case(target.substr(0, scheme.size()), scheme)) {
        target.remove_prefix(scheme.size());
        const std::size_t end = std::min(target.find_first_of("/?"), target.size());
        read.authority = target.substr(0, end);
        target.remove_prefix(end);
        if (read.authority.empty()) {
            read.fault = "the target names no host";
            return read;
        }
    }
    const std::size_t question_mark = std::min(target.find('?'), target.size());
    const std::string_view path = target.substr(0, question_mark);
    if (target.find('#') != std::string_view::npos) {
        read.fault = "the target has a fragment";
    } else if (!path.starts_with('/') && (!path.empty() || read.authority.empty())) {
        read.fault = "the target does not begin with '/'";
    } else {
        if (!path.empty()) read.fault = read_path(path, read.path);
        if (read.fault.empty() && question_mark < target.size())
            read.fault = read_query(target.substr(question_mark + 1), read.query);
    }
    return read;
}

}  // namespace kinote::http
