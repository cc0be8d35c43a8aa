#include <fmt/format.h>

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
    if (authorization && authorization->starts_with(bearer) && token.matches(authorization->substr(bearer.size()))) {
        return true;
    }
    const auto cookie = request.cookies.find(cookie_name);
    return cookie && token.matches(*cookie);
}

// Opening /?token=... in a browser: the token moves into a cookie and out of the address.
std::optional<Response> take_token_from_address(const access::ApiToken& token, const Request& request) {
    if (!request.path.empty() || request.method != http::Method::get) return std::nullopt;
    const auto given = request.query.find("token");
    if (!given || !token.matches(*given)) return std::nullopt;
    Response response;
    response.status = Status::see_other;
    response.headers.add("Location", "/");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("Set-Cookie",
                         fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict", cookie_name, token.text()));
    return response;
}

Response refuse(const Request& request) {
    const bool is_api = !request.path.empty() && request.path.front() == "api";
    Response response;
    if (is_api) {
        response = http::error_response(Status::unauthorized, "unauthorized",
                                        "send the token of the file api-token in the data folder as bearer");
    } else {
        response = http::text_response(
            "This is kinote. It answers to those who have its token: open the address with ?token=... that was\n"
            "printed at the start. The token lies in the file api-token of the data folder.\n",
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

}  // namespace kinote::server
