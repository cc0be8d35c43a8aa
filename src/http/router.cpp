#include "http/router.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"

namespace kinote::http {
namespace {

bool is_capture(std::string_view segment) { return segment.starts_with('{'); }

std::string_view capture_name(std::string_view segment) { return segment.substr(1, segment.size() - 2); }

std::vector<std::string> split_pattern(std::string_view pattern) {
    const auto malformed = [&] {
        return base::Error{base::ErrorKind::internal, fmt::format("the route pattern '{}' is malformed", pattern)};
    };
    if (!pattern.starts_with('/')) throw malformed();
    std::vector<std::string> segments;
    if (pattern == "/") return segments;
    for (std::size_t start = 1; start <= pattern.size();) {
        const std::size_t end = std::min(pattern.find('/', start), pattern.size());
        const std::string_view segment = pattern.substr(start, end - start);
        const bool opens = segment.find('{') != std::string_view::npos;
        const bool closes = segment.find('}') != std::string_view::npos;
        const bool is_whole = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
        const bool is_last = end == pattern.size();
        if ((segment.empty() && !is_last) || ((opens || closes) && !is_whole)) throw malformed();
        segments.emplace_back(segment);
        start = end + 1;
    }
    return segments;
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                      [](const std::string& expected, const std::string& segment) {
                          return is_capture(expected) ? !segment.empty() : expected == segment;
                      });
}

// At the first segment where they differ in kind, the literal one is closer. Both match the same path.
bool is_closer(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    for (std::size_t index = 0; index < one.size(); ++index) {
        if (is_capture(one[index]) != is_capture(other[index])) return is_capture(other[index]);
    }
    return false;
}

bool have_same_shape(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const std::string& left, const std::string& right) {
                          return is_capture(left) ? is_capture(right) : left == right;
                      });
}

// A misspelt parameter would else be passed over, and the answer be one to another question.
void check_parameters(const Route& route, const Request& request) {
    for (const auto& [name, value] : request.query) {
        if (std::ranges::find(route.parameters, name) != route.parameters.end()) continue;
        const std::string known = route.parameters.empty()
                                      ? std::string{"it takes none"}
                                      : fmt::format("it takes {}", fmt::join(route.parameters, ", "));
        throw base::Error{base::ErrorKind::invalid, fmt::format("there is no parameter '{}' here: {}", name, known)};
    }
}

// The answer of a request that the head alone refuses.
std::optional<Response> open_sink(const Route& route, Request& request) {
    auto made = route.sink(request);
    if (auto* answer = std::get_if<Response>(&made)) return std::move(*answer);
    request.sink = std::move(std::get<std::shared_ptr<BodySink>>(made));
    return std::nullopt;
}

Method routed_method(Method method) { return method == Method::head ? Method::get : method; }

}  // namespace

void Router::add(Route route) {
    std::vector<std::string> pattern = split_pattern(route.pattern);
    for (std::size_t index = 0; index < routes_.size(); ++index) {
        if (routes_[index].method == route.method && have_same_shape(patterns_[index], pattern)) {
            throw base::Error{base::ErrorKind::internal,
                              fmt::format("the route {} {} is there already", to_string(route.method), route.pattern)};
        }
    }
    routes_.push_back(std::move(route));
    patterns_.push_back(std::move(pattern));
}

void Router::set_guard(Guard guard) { guard_ = std::move(guard); }

void Router::set_fallback(std::function<std::optional<Response>(const Request&)> fallback) {
    fallback_ = std::move(fallback);
}

Router::Match Router::match(const Request& request) const {
    Match found;
    const std::vector<std::string>* closest = nullptr;
    for (std::size_t index = 0; index < routes_.size(); ++index) {
        if (!matches(patterns_[index], request.path)) continue;
        const Route& route = routes_[index];
        const std::string method{to_string(route.method)};
        if (found.allowed.find(method) == std::string::npos) {
            found.allowed += (found.allowed.empty() ? "" : ", ") + method + (method == "GET" ? ", HEAD" : "");
        }
        if (route.method != routed_method(request.method)) continue;
        if (closest != nullptr && !is_closer(patterns_[index], *closest)) continue;
        found.route = &route;
        closest = &patterns_[index];
    }
    if (closest != nullptr) {
        for (std::size_t index = 0; index < closest->size(); ++index) {
            const std::string& segment = (*closest)[index];
            if (is_capture(segment)) found.captures.add(capture_name(segment), request.path[index]);
        }
    }
    return found;
}

Response Router::answer(Request& request) const {
    Match found = match(request);
    request.captures = std::move(found.captures);
    if (guard_) {
        if (std::optional<Response> answer = guard_(request, found.route)) return *std::move(answer);
    }
    if (found.route == nullptr) return answer_without_route(request, found.allowed);
    if (!found.route->checks_parameters) check_parameters(*found.route, request);
    if (!found.route->sink) return found.route->handler(request);
    if (!request.sink) {  // there was no body
        if (std::optional<Response> answer = open_sink(*found.route, request)) return *std::move(answer);
    }
    return request.sink->finish();
}

std::optional<Response> Router::refuse(Request& request) const {
    Match found = match(request);
    request.captures = std::move(found.captures);
    if (guard_) {
        if (std::optional<Response> answer = guard_(request, found.route)) return answer;
    }
    if (found.route == nullptr) return answer_without_route(request, found.allowed);
    if (!found.route->sink) return std::nullopt;
    if (!found.route->checks_parameters) check_parameters(*found.route, request);
    return open_sink(*found.route, request);
}

Response Router::answer_without_route(const Request& request, const std::string& allowed) const {
    if (!allowed.empty()) {
        Response response =
            error_response(Status::method_not_allowed, "method_not_allowed",
                           fmt::format("{} cannot be done here; this can: {}", to_string(request.method), allowed));
        response.headers.add("Allow", allowed);
        return response;
    }
    if (fallback_ && routed_method(request.method) == Method::get) {
        if (std::optional<Response> answer = fallback_(request)) return *std::move(answer);
    }
    return error_response(Status::not_found, "not_found", "there is nothing at this address");
}

}  // namespace kinote::http
