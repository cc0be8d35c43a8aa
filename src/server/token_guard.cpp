#include <fmt/format.h>

#include <utility>

#include "http/text.hpp"
#include "server/api.hpp"

namespace kinote::server {
namespace {

using http::Request;
using http::Response;
using http::Status;

constexpr std::string_view cookie_name = "kinote_token";
constexpr std::string_view bearer = "Bearer ";

bool has_token(const access::ApiToken& token, const Request& request) {
    const auto authorization = request.headers.find("Authorization");
    // The name of the scheme knows no upper and lower case (RFC 9110 11.1).
    if (authorization && http::equals_ignoring_case(authorization->substr(0, bearer.size()), bearer) &&
        token.matches(authorization->substr(bearer.size()))) {
        return true;
    }
    const auto cookie = request.cookies.find(cookie_name);
    return cookie && token.matches(*cookie);
}

bool is_api(const Request& request) {
    return !request.path.empty() && (request.path.front() == "api" || request.path.front() == "dicom-web");
}

// The address without the token. One whose path begins with two slashes would name another host: that is none of ours.
std::string address_without_token(const Request& request) {
    if (request.path.empty() || request.path.front().empty()) return "/";
    std::string address;
    for (const std::string& segment : request.path) address.append("/").append(http::percent_encode(segment));
    char separator = '?';
    for (const auto& [name, value] : request.query) {
        if (name == "token") continue;
        address += std::exchange(separator, '&');
        address.append(http::percent_encode(name)).append("=").append(http::percent_encode(value));
    }
    return address;
}

// Opening a page with ?token=... in a browser: the token moves into a cookie and out of the address.
std::optional<Response> take_token_from_address(const access::ApiToken& token, const Request& request) {
    if (is_api(request) || request.method != http::Method::get) return std::nullopt;
    const auto given = request.query.find("token");
    if (!given || !token.matches(*given)) return std::nullopt;
    Response response;
    response.status = Status::see_other;
    response.headers.add("Location", address_without_token(request));
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("Set-Cookie",
                         fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict", cookie_name, token.text()));
    return response;
}

Response refuse(const Request& request) {
    Response response;
    if (is_api(request)) {
        response = http::error_response(Status::unauthorized, "unauthorized",
                                        "send the token of the file api-token in the data folder as bearer");
    } else {
        response = http::text_response(
            "This is kinote. It answers to those who have its token. The token lies in the file api-token of the\n"
            "data folder (the one named with --data), unless KINOTE_API_TOKEN or the configuration gives another.\n"
            "Open this address once with ?token=TOKEN behind it; the browser then keeps the token in a cookie.\n",
            Status::unauthorized);
    }
    response.headers.add("WWW-Authenticate", "Bearer realm=\"kinote\"");
    response.headers.add("Cache-Control", "no-store");
    return response;
}

}  // namespace

http::Guard make_token_guard(const access::ApiToken& token) {
    return [&token](Request& request, const http::Route*) -> std::optional<Response> {
        if (auto entrance = take_token_from_address(token, request)) return entrance;
        if (has_token(token, request)) return std::nullopt;
        return refuse(request);
    };
}

database::Actor actor_of(const http::Request& request) {
    return {"api-token", fmt::format("API {}", request.peer_address)};
}

}  // namespace kinote::server
