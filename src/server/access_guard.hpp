#pragma once
// The one door of the API and the pages: who asks, and whether they may.

#include <string>
#include <string_view>

#include "access/api_token.hpp"
#include "access/sign_in.hpp"
#include "database/audit_table.hpp"
#include "http/router.hpp"

namespace kinote::server {

inline constexpr std::string_view session_cookie = "kinote_session";
inline constexpr std::string_view token_cookie = "kinote_token";
/// What a changing request that comes by a cookie must have, with any value: pages of other sites cannot set it.
inline constexpr std::string_view own_request_header = "X-Kinote-Request";
/// What a page sends with questions that it asks by itself: they keep no session alive.
inline constexpr std::string_view background_header = "X-Kinote-Background";

/// Lets pass who may take the route: a session's cookie, an account's token as bearer, or the token of DIR/api-token as
/// bearer or as the cookie that opening a page with `?token=...` sets. A route that names no known permission lets
/// nobody pass. Sets Request::identity to an access::Identity.
/// @param token, sign_in  outlive the guard.
[[nodiscard]] http::Guard make_access_guard(const access::ApiToken& token, const access::SignIn& sign_in);

/// Null where a guard was not asked, or a route that is open was taken by a stranger.
[[nodiscard]] const access::Identity* identity_of(const http::Request& request);
/// Who asks, as the audit names them.
[[nodiscard]] database::Actor actor_of(const http::Request& request);
/// The peer's; behind a proxy the one that it names last in X-Forwarded-For.
[[nodiscard]] std::string address_of(const http::Request& request, bool is_behind_proxy);

/// A Set-Cookie of ours. @param value  empty: it is taken away.
[[nodiscard]] std::string cookie_text(std::string_view name, std::string_view value, bool is_secure);

}  // namespace kinote::server
