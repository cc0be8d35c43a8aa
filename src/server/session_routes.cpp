#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <string>

#include "access/accounts.hpp"
#include "access/password.hpp"
#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "server/account_json.hpp"
#include "server/api.hpp"

namespace kinote::server {
namespace {

using access::SignIn;
using access::SignInResult;
using http::Method;
using http::Request;
using http::Response;
using http::Status;

const access::Identity& known_identity(const Request& request) {
    if (const access::Identity* identity = identity_of(request)) return *identity;
    throw base::Error{base::ErrorKind::internal, "a route for those who have signed in was answered without a guard"};
}

Response with_session(Response response, std::string_view token, bool is_secure) {
    response.headers.add("Set-Cookie", cookie_text(session_cookie, token, is_secure));
    response.headers.add("Set-Cookie", cookie_text(token_cookie, "", is_secure));
    response.headers.add("Cache-Control", "no-store");
    return response;
}

Response refuse_for_now(std::string_view code, std::string_view why, std::int64_t until_ms, std::int64_t now_ms) {
    const std::int64_t seconds = std::max<std::int64_t>((until_ms - now_ms + 999) / 1'000, 1);
    Response response = http::error_response(Status::too_many_requests, code, why);
    response.headers.add("Retry-After", std::to_string(seconds));
    return response;
}

Response post_sign_in(const ApiRooms& rooms, const SignIn& sign_in, const Request& request) {
    const boost::json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"account", "password"});
    fields.demand({"account", "password"});
    const std::string account = fields.text("account", access::longest_account_name);
    const std::string password = fields.text("password", access::longest_password);
    const bool is_behind_tls = rooms.sign_in.is_behind_tls;
    const SignInResult result = sign_in.sign_in(account, password, address_of(request, is_behind_tls));
    const std::int64_t now_ms = rooms.clock.now_ms();
    switch (result.outcome) {
        case SignInResult::Outcome::signed_in:
            return with_session(http::json_response(to_json(result.identity)), result.token, is_behind_tls);
        case SignInResult::Outcome::wrong:
            return http::error_response(Status::unauthorized, "wrong_password",
                                        "the name or the password is wrong, or the account is disabled");
        case SignInResult::Outcome::locked:
            return refuse_for_now("locked",
                                  fmt::format("this name is locked until {} after {} failed attempts; it opens by "
                                              "itself, or an administrator enables it before",
                                              base::iso_8601(result.until_ms), access::most_failures),
                                  result.until_ms, now_ms);
        case SignInResult::Outcome::slowed:
            return refuse_for_now("slowed", "too many sign-ins from this address have failed: try again in a minute",
                                  result.until_ms, now_ms);
    }
    throw base::Error{base::ErrorKind::internal, "a sign-in has no outcome"};
}

Response post_sign_out(const ApiRooms& rooms, const SignIn& sign_in, const Request& request) {
    sign_in.sign_out(known_identity(request));
    Response response;
    response.status = Status::no_content;
    return with_session(std::move(response), "", rooms.sign_in.is_behind_tls);
}

Response put_password(const ApiRooms& rooms, const SignIn& sign_in, const Request& request) {
    const boost::json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"old_password", "password"});
    fields.demand({"old_password", "password"});
    const std::string old_password = fields.text("old_password", access::longest_password);
    const std::string password = fields.text("password", access::longest_password);
    const std::string token = sign_in.change_password(known_identity(request), old_password, password);
    return with_session(http::json_response(to_json(known_identity(request))), token, rooms.sign_in.is_behind_tls);
}

}  // namespace

void add_session_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    const auto sign_in = std::make_shared<SignIn>(rooms.sign_in, rooms.database, rooms.clock);
    const std::string signed_in{access::open_to_signed_in};
    router.add({Method::post, "/api/sign-in",
                [shared, sign_in](const Request& request) { return post_sign_in(*shared, *sign_in, request); },
                std::string{access::open_to_all}});
    router.add({Method::post, "/api/sign-out",
                [shared, sign_in](const Request& request) { return post_sign_out(*shared, *sign_in, request); },
                signed_in});
    router.add({Method::get, "/api/session",
                [](const Request& request) { return http::json_response(to_json(known_identity(request))); },
                signed_in});
    router.add({Method::put, "/api/session/password",
                [shared, sign_in](const Request& request) { return put_password(*shared, *sign_in, request); },
                signed_in});
}

}  // namespace kinote::server
