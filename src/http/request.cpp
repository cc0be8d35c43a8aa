#include "http/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>

#include "base/error.hpp"
#include "http/text.hpp"

namespace kinote::http {
namespace {

constexpr int most_quality = 1'000;

}  // namespace

std::string_view to_string(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::delete_resource: return "DELETE";
        case Method::options: return "OPTIONS";
    }
    std::abort();
}

std::string_view capture(const Request& request, std::string_view name) {
    const auto value = request.captures.find(name);
    if (!value) throw base::Error{base::ErrorKind::internal, fmt::format("the route captures no '{}'", name)};
    return *value;
}

std::string path_text(const Request& request) {
    if (request.path.empty()) return "/";
    std::string text;
    for (const std::string& segment : request.path) {
        text += '/';
        text += segment;
    }
    return text;
}

boost::json::value json_body(const Request& request) {
    const std::string_view content_type = request.headers.find("Content-Type").value_or("");
    const std::string_view media_type = trim(content_type.substr(0, content_type.find(';')));
    if (!equals_ignoring_case(media_type, "application/json"))
        throw base::Error{base::ErrorKind::invalid, "the body must be JSON: send it as Content-Type: application/json"};

    if (request.body.empty()) throw base::Error{base::ErrorKind::invalid, "the body is missing: send a JSON object"};
    boost::system::error_code fault;
    boost::json::value value = boost::json::parse(request.body, fault);
    if (fault) throw base::Error{base::ErrorKind::invalid, fmt::format("the body is no JSON: {}", fault.message())};
    return value;
}

namespace {

// "0.8" as 800; what is malformed counts as 1000.
int quality_from(std::string_view range) {
    for (const std::string_view parameter : split(range, ';')) {
        if (!equals_ignoring_case(parameter.substr(0, 2), "q=")) continue;
        const std::string_view weight = parameter.substr(2);
        if (!weight.starts_with('0')) return most_quality;
        int quality = 0;
        int unit = most_quality;
        for (const char digit : weight.substr(std::min<std::size_t>(2, weight.size()))) {
            if (digit < '0' || digit > '9') return most_quality;
            unit /= 10;
            quality += (digit - '0') * unit;
        }
        return quality;
    }
    return most_quality;
}

}  // namespace

int accepted_quality(const Request& request, std::string_view media_type) {
    const std::vector<std::string_view> lists = request.headers.find_all("Accept");
    if (lists.empty()) return most_quality;
    const std::string whole_type = std::string{media_type.substr(0, media_type.find('/'))} + "/*";
    const std::string_view from_far_to_close[] = {"*/*", whole_type, media_type};
    int quality = 0;
    for (const std::string_view wanted : from_far_to_close) {
        for (const std::string_view list : lists) {
            for (const std::string_view range : split(list, ',')) {
                if (equals_ignoring_case(trim(range.substr(0, range.find(';'))), wanted)) quality = quality_from(range);
            }
        }
    }
    return quality;
}

bool has_current(const Request& request, std::string_view etag) {
    for (const std::string_view list : request.headers.find_all("If-None-Match")) {
        for (std::string_view candidate : split(list, ',')) {
            if (candidate.starts_with("W/")) candidate.remove_prefix(2);
            if (candidate == etag || candidate == "*") return true;
        }
    }
    return false;
}

}  // namespace kinote::http
