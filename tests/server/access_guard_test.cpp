#include "server/access_guard.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "access/accounts.hpp"
#include "base/clock.hpp"
#include "server/api_test.hpp"
#include "support/test_database.hpp"

namespace kinote::server {
namespace {

using http::Method;
using http::Request;
using http::Status;
using testing::HasSubstr;

constexpr const char* good_password = "seven green lamps";

class AccessGuardTest : public test::DatabaseTest {
protected:
    Status status_of(Request request) {
        const auto answer = guard_(request, nullptr);
        return answer ? answer->status : Status::ok;
    }
    Status status_of(Request request, const std::string& permission) {
        http::Route route;
        route.permission = permission;
        const auto answer = guard_(request, &route);
        return answer ? answer->status : Status::ok;
    }
    static Request api_request(Method method = Method::get) {
        Request request;
        request.method = method;
        request.path = {"api", "studies"};
        return request;
    }
    Request session_request(access::Role role, Method method = Method::get) {
        const std::string name{access::to_string(role)};
        access::Accounts{database(), clock_}.create({name, "Doe^" + name, role, good_password}, {"test", "test"});
        Request request = api_request(method);
        request.cookies.add(session_cookie, sign_in_.sign_in(name, good_password, "127.0.0.1").token);
        return request;
    }

    base::SettableClock clock_{1'000'000};
    access::ApiToken token_{"0123456789abcdef"};
    access::SignIn sign_in_{{}, database(), clock_};
    http::Guard guard_ = make_access_guard(token_, sign_in_);
};

TEST_P(AccessGuardTest, no_stranger_passes_and_a_page_leads_to_the_sign_in) {
    EXPECT_EQ(status_of(api_request()), Status::unauthorized);
    Request web_service;
    web_service.path = {"dicom-web", "studies"};
    EXPECT_EQ(status_of(web_service), Status::unauthorized);
    Request page;
    page.path = {"studies", "1.2.3"};
    const auto answer = guard_(page, nullptr);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, Status::see_other);
    EXPECT_EQ(answer->headers.find("Location"), "/sign-in?to=%2Fstudies%2F1.2.3");
    page.method = Method::post;
    EXPECT_EQ(status_of(page), Status::unauthorized);
}

TEST_P(AccessGuardTest, the_sign_in_page_and_its_files_are_open) {
    Request page;
    page.path = {"sign-in"};
    EXPECT_EQ(status_of(page), Status::ok);
    Request asset;
    asset.path = {"assets", "index.js"};
    EXPECT_EQ(status_of(asset), Status::ok);
    asset.method = Method::post;
    EXPECT_EQ(status_of(asset), Status::unauthorized);
}

TEST_P(AccessGuardTest, the_token_passes_as_bearer_and_as_cookie_and_may_everything) {
    Request bearer = api_request(Method::post);
    bearer.headers.add("authorization", "bearer 0123456789abcdef");
    EXPECT_EQ(status_of(bearer, "administer"), Status::ok);
    Request cookie = api_request();
    cookie.cookies.add(token_cookie, "0123456789abcdef");
    EXPECT_EQ(status_of(cookie, "administer"), Status::ok);
}

TEST_P(AccessGuardTest, a_wrong_token_does_not_pass_by_any_way) {
    for (const std::string value : {"Bearer 0123456789abcdeX", "Basic 0123456789abcdef", "Bearer ", ""}) {
        Request request = api_request();
        request.headers.add("Authorization", value);
        EXPECT_EQ(status_of(request), Status::unauthorized) << value;
    }
    Request cookie = api_request();
    cookie.cookies.add(token_cookie, "");
    EXPECT_EQ(status_of(cookie), Status::unauthorized);
    Request query = api_request();
    query.query.add("token", "0123456789abcdef");  // the address opens the page alone
    EXPECT_EQ(status_of(query), Status::unauthorized);
}

TEST_P(AccessGuardTest, a_session_passes_where_its_role_may) {
    const Request reader = session_request(access::Role::reader);
    EXPECT_EQ(status_of(reader, "read"), Status::ok);
    EXPECT_EQ(status_of(reader, "signed in"), Status::ok);
    EXPECT_EQ(status_of(reader, "author"), Status::forbidden);
    EXPECT_EQ(status_of(session_request(access::Role::operator_role), "administer"), Status::forbidden);
    EXPECT_EQ(status_of(session_request(access::Role::administrator), "administer"), Status::ok);
}

TEST_P(AccessGuardTest, a_missing_permission_is_named) {
    Request request = session_request(access::Role::reader);
    http::Route route;
    route.permission = "run queues";
    const auto answer = guard_(request, &route);
    ASSERT_TRUE(answer);
    EXPECT_THAT(std::get<std::string>(answer->body), HasSubstr("run queues"));
}

TEST_P(AccessGuardTest, a_route_without_a_known_permission_lets_nobody_pass) {
    const Request administrator = session_request(access::Role::administrator);
    EXPECT_EQ(status_of(administrator, ""), Status::forbidden);
    EXPECT_EQ(status_of(administrator, "reed"), Status::forbidden);
    EXPECT_EQ(status_of(api_request(), "reed"), Status::unauthorized);
}

TEST_P(AccessGuardTest, what_changes_by_a_cookie_must_come_from_a_page_of_ours) {
    const Request plain = session_request(access::Role::author, Method::post);
    EXPECT_EQ(status_of(plain, "author"), Status::forbidden) << "a form of any site";
    Request own = plain;
    own.headers.add(own_request_header, "1");
    EXPECT_EQ(status_of(own, "author"), Status::ok);
    Request foreign = own;
    foreign.headers.add("Host", "notes.example");
    foreign.headers.add("Origin", "https://evil.example");
    EXPECT_EQ(status_of(foreign, "author"), Status::forbidden);
    foreign.headers.set("Origin", "https://notes.example");
    EXPECT_EQ(status_of(foreign, "author"), Status::ok);
    foreign.headers.set("Sec-Fetch-Site", "cross-site");
    EXPECT_EQ(status_of(foreign, "author"), Status::forbidden);
    Request token = api_request(Method::post);
    token.cookies.add(token_cookie, "0123456789abcdef");
    EXPECT_EQ(status_of(token, "author"), Status::forbidden) << "the token's cookie is one too";
}

TEST_P(AccessGuardTest, the_audit_names_the_account_and_where_it_sat) {
    Request request = session_request(access::Role::author);
    request.peer_address = "192.0.2.7";
    EXPECT_FALSE(guard_(request, nullptr));
    EXPECT_EQ(actor_of(request).name, "author");
    EXPECT_EQ(actor_of(request).came_from, "API 192.0.2.7");
}

TEST_P(AccessGuardTest, a_proxy_names_the_address_where_it_is_believed) {
    Request request;
    request.peer_address = "127.0.0.1";
    request.headers.add("X-Forwarded-For", "203.0.113.9, 192.0.2.8");
    EXPECT_EQ(address_of(request, false), "127.0.0.1");
    EXPECT_EQ(address_of(request, true), "192.0.2.8");
}

TEST_P(AccessGuardTest, any_page_opens_with_the_token_and_keeps_its_address_without_it) {
    const auto location = [this](std::vector<std::string> path) -> std::string {
        Request request;
        request.path = std::move(path);
        request.query.add("page", "2");
        request.query.add("token", "0123456789abcdef");
        request.query.add("search", "a&b=\r\n");
        const auto answer = guard_(request, nullptr);
        if (!answer || !answer->headers.contains("Set-Cookie")) return "no entrance";
        return std::string{answer->headers.find("Location").value_or("none")};
    };
    EXPECT_EQ(location({"studies", "1.2.3"}), "/studies/1.2.3?page=2&search=a%26b%3D%0D%0A");
    EXPECT_EQ(location({"", "evil.example"}), "/") << "two slashes would name another host";
    EXPECT_EQ(location({"api", "studies"}), "no entrance");
    EXPECT_EQ(location({"dicom-web", "studies"}), "no entrance");
}

TEST_P(AccessGuardTest, a_wrong_token_in_the_address_of_a_page_sets_nothing) {
    Request request;
    request.query.add("token", "0123456789abcdeX");
    const auto answer = guard_(request, nullptr);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->headers.find("Location"), "/sign-in");
    EXPECT_FALSE(answer->headers.contains("Set-Cookie"));
}

TEST_P(AccessGuardTest, a_cookie_is_for_tls_alone_behind_a_proxy_that_speaks_it) {
    EXPECT_THAT(cookie_text(session_cookie, "x", true), HasSubstr("; Secure"));
    EXPECT_EQ(cookie_text(session_cookie, "x", false), "kinote_session=x; Path=/; HttpOnly; SameSite=Strict");
}

INSTANTIATE_TEST_SUITE_P(Engines, AccessGuardTest, test::both_engines(), test::engine_name);

// Every route that there is, asked by everybody who may not.
class RouteWalkTest : public test::ApiTest {
protected:
    RouteWalkTest() { router().set_guard(make_access_guard(token_, sign_in_)); }

    static Request request_for(const http::Route& route) {
        Request request;
        request.method = route.method;
        std::string_view rest = std::string_view{route.pattern}.substr(1);
        while (true) {
            const std::size_t end = std::min(rest.find('/'), rest.size());
            const std::string_view segment = rest.substr(0, end);
            request.path.emplace_back(segment.starts_with('{') ? "1.2.3" : segment);
            if (end == rest.size()) return request;
            rest.remove_prefix(end + 1);
        }
    }

    access::ApiToken token_{"0123456789abcdef"};
    access::SignIn sign_in_{{}, database(), clock()};
};

TEST_P(RouteWalkTest, every_route_names_a_permission_and_refuses_who_has_it_not) {
    const access::Accounts accounts{database(), clock()};
    accounts.create({"reader", "Doe^R", access::Role::reader, good_password}, {"test", "test"});
    const std::string session = sign_in_.sign_in("reader", good_password, "127.0.0.1").token;
    std::vector<std::string> open;
    for (const http::Route& route : router().routes()) {
        const std::string what = fmt::format("{} {}", http::to_string(route.method), route.pattern);
        if (route.permission == access::open_to_all) {
            open.push_back(what);
            continue;
        }
        Request stranger = request_for(route);
        EXPECT_EQ(answer(stranger).status, Status::unauthorized) << what;
        if (route.permission == access::open_to_signed_in) continue;
        const auto permission = access::permission_from(route.permission);
        ASSERT_TRUE(permission) << what << " names " << route.permission;
        if (access::may(access::Role::reader, *permission)) continue;
        Request reader = request_for(route);
        reader.cookies.add(session_cookie, session);
        reader.headers.add(own_request_header, "1");
        const test::Answer refusal = answer(reader);
        EXPECT_EQ(refusal.status, Status::forbidden) << what;
        EXPECT_THAT(refusal.body, HasSubstr(route.permission)) << what;
    }
    EXPECT_THAT(open, testing::UnorderedElementsAre("POST /api/sign-in", "GET /healthz"));
}

TEST_P(RouteWalkTest, what_changes_something_is_more_than_reading) {
    for (const http::Route& route : router().routes()) {
        if (route.method == Method::get || route.method == Method::options) continue;
        EXPECT_NE(route.permission, "read") << route.pattern;
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, RouteWalkTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::server
