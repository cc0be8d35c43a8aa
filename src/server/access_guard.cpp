#include "server/access_guard.hpp"

#include <fmt/format.h>

#include <utility>

#include "http/text.hpp"

namespace kinote::server {
namespace {

using access::Identity;
using http::Method;
using http::Request;
using http::Response;
using http::Status;

constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view sign_in_page = "sign-in";
constexpr std::string_view built_in_name = "api-token";

bool is_api(const Request& request) {
    if (request.path.empty()) return false;
    const std::string& first = request.path.front();
    return first == "api" || first == "dicom-web" || first == "metrics";
}

bool only_looks(const Request& request) {
    return request.method == Method::get || request.method == Method::head || request.method == Method::options;
}

// What the sign-in page is made of. It holds nothing of the site.
bool is_open_page(const Request& request) {
    if (!only_looks(request) || request.path.empty()) return false;
    return (request.path.size() == 1 && request.path.front() == sign_in_page) ||
           (request.path.size() == 2 && request.path.front() == "assets");
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
std::optional<Response> take_token_from_address(const access::ApiToken& token, bool is_secure, const Request& request) {
    if (is_api(request) || request.method != Method::get) return std::nullopt;
    const auto given = request.query.find("token");
    if (!given || !token.matches(*given)) return std::nullopt;
    Response response;
    response.status = Status::see_other;
    response.headers.add("Location", address_without_token(request));
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("Set-Cookie", cookie_text(token_cookie, token.text(), is_secure));
    return response;
}

Identity built_in() {
    Identity identity;
    identity.name = built_in_name;
    return identity;
}

// Who asks by a token in the Authorization header; the name of the scheme knows no upper and lower case (RFC
// 9110 11.1).
std::optional<Identity> by_bearer(const access::ApiToken& token, const access::SignIn& sign_in,
                                  std::string_view authorization) {
    if (!http::equals_ignoring_case(authorization.substr(0, bearer.size()), bearer)) return std::nullopt;
    const std::string_view given = authorization.substr(bearer.size());
    if (given.empty()) return std::nullopt;
    return token.matches(given) ? std::optional{built_in()} : sign_in.by_token(given);
}

// What a page asks without a person: it says so, or listens.
bool is_background(const Request& request) {
    return request.headers.contains(background_header) ||
           request.headers.find("Accept").value_or("") == "text/event-stream";
}

std::optional<Identity> by_cookie(const access::ApiToken& token, const access::SignIn& sign_in,
                                  const Request& request) {
    if (const auto session = request.cookies.find(session_cookie)) {
        if (auto identity = sign_in.by_session(*session, is_background(request))) return identity;
    }
    const auto cookie = request.cookies.find(token_cookie);
    return cookie && token.matches(*cookie) ? std::optional{built_in()} : std::nullopt;
}

// Browsers send cookies with what foreign pages ask. They cannot set the header, and browsers name the asking page.
bool is_foreign(const Request& request) {
    if (!request.headers.contains(own_request_header)) return true;
    if (const auto site = request.headers.find("Sec-Fetch-Site")) return *site != "same-origin" && *site != "none";
    const auto origin = request.headers.find("Origin");
    if (!origin) return false;
    const std::size_t scheme = origin->find("://");
    const std::string_view host = scheme == std::string_view::npos ? *origin : origin->substr(scheme + 3);
    return !http::equals_ignoring_case(host, request.headers.find("Host").value_or(""));
}

Response refuse_foreign() {
    return http::error_response(
        Status::forbidden, "foreign_request",
        fmt::format("what changes something by a cookie must come from a page of this server, with the header {}; "
                    "programs send a token as bearer",
                    own_request_header));
}

Response refuse_stranger(const Request& request, bool is_page) {
    Response response;
    if (is_page) {
        response.status = Status::see_other;
        const std::string wanted = address_without_token(request);
        response.headers.add("Location", wanted == "/"
                                             ? fmt::format("/{}", sign_in_page)
                                             : fmt::format("/{}?to={}", sign_in_page, http::percent_encode(wanted)));
    } else if (request.cookies.contains(session_cookie)) {
        response = http::error_response(Status::unauthorized, "session_ended", "the session has ended: sign in again");
    } else {
        response = http::error_response(
            Status::unauthorized, "unauthorized",
            "sign in, or send a token as bearer: an account's, or that of the file api-token in the data folder");
    }
    if (!is_page) response.headers.add("WWW-Authenticate", "Bearer realm=\"kinote\"");
    response.headers.add("Cache-Control", "no-store");
    return response;
}

std::optional<Response> refuse_without_permission(const Identity& identity, const std::string& needed) {
    if (needed == access::open_to_signed_in) return std::nullopt;
    const auto permission = access::permission_from(needed);
    if (permission && identity.may(*permission)) return std::nullopt;
    return http::error_response(Status::forbidden, "permission_missing",
                                fmt::format("this needs the permission \"{}\", which the role of {} does not give: an "
                                            "administrator can give another role",
                                            needed, identity.name));
}

}  // namespace

http::Guard make_access_guard(const access::ApiToken& token, const access::SignIn& sign_in) {
    return [&token, &sign_in](Request& request, const http::Route* route) -> std::optional<Response> {
        const bool is_behind_tls = sign_in.settings().is_behind_tls;
        if (auto entrance = take_token_from_address(token, is_behind_tls, request)) return entrance;
        const bool is_open = route == nullptr ? is_open_page(request) : route->permission == access::open_to_all;
        if (is_open) return std::nullopt;
        const auto authorization = request.headers.find("Authorization");
        std::optional<Identity> identity = authorization ? by_bearer(token, sign_in, *authorization) : std::nullopt;
        if (!identity) {
            identity = by_cookie(token, sign_in, request);
            if (identity && !only_looks(request) && is_foreign(request)) return refuse_foreign();
        }
        if (!identity) {
            const bool is_page =
                route == nullptr && !is_api(request) && only_looks(request) && request.method != Method::options;
            return refuse_stranger(request, is_page);
        }
        identity->address = address_of(request, is_behind_tls);
        if (route != nullptr) {
            if (auto refusal = refuse_without_permission(*identity, route->permission)) return refusal;
        }
        request.identity = *std::move(identity);
        return std::nullopt;
    };
}

const Identity* identity_of(const Request& request) { return std::any_cast<Identity>(&request.identity); }

database::Actor actor_of(const Request& request) {
    const Identity* identity = identity_of(request);
    if (identity == nullptr) return {std::string{built_in_name}, fmt::format("API {}", request.peer_address)};
    return {identity->name, fmt::format("API {}", identity->address)};
}

std::string address_of(const Request& request, bool is_behind_proxy) {
    constexpr std::size_t longest = 64;
    const auto forwarded =
        is_behind_proxy ? request.headers.find_all("X-Forwarded-For") : std::vector<std::string_view>{};
    if (forwarded.empty()) return request.peer_address;
    std::string_view last = forwarded.back();
    if (const std::size_t comma = last.rfind(','); comma != std::string_view::npos) last.remove_prefix(comma + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    return last.empty() || last.size() > longest ? request.peer_address : std::string{last};
}

std::string cookie_text(std::string_view name, std::string_view value, bool is_secure) {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", name, value, is_secure ? "; Secure" : "",
                       value.empty() ? "; Max-Age=0" : "");
}

}  // namespace kinote::server
