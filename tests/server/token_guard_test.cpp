#include <gmock/gmock.h>

#include "server/api.hpp"

namespace kinote::server {
namespace {

using http::Request;
using http::Status;
using testing::HasSubstr;

class TokenGuardTest : public ::testing::Test {
protected:
    Status status_of(Request request) {
        const auto answer = guard_(request, nullptr);
        return answer ? answer->status : Status::ok;
    }
    static Request api_request() {
        Request request;
        request.path = {"api", "studies"};
        return request;
    }

    access::ApiToken token_{"0123456789abcdef"};
    http::Guard guard_ = make_token_guard(token_);
};

TEST_F(TokenGuardTest, no_stranger_passes) {
    EXPECT_EQ(status_of(api_request()), Status::unauthorized);
    EXPECT_EQ(status_of({}), Status::unauthorized);
    Request web_service;
    web_service.path = {"dicom-web", "studies"};
    EXPECT_EQ(status_of(web_service), Status::unauthorized);
    Request asset;
    asset.path = {"assets", "index.js"};
    EXPECT_EQ(status_of(asset), Status::unauthorized);
}

TEST_F(TokenGuardTest, the_bearer_of_the_token_passes) {
    Request request = api_request();
    request.headers.add("authorization", "Bearer 0123456789abcdef");
    EXPECT_EQ(status_of(request), Status::ok);
    request.headers.set("authorization", "bearer 0123456789abcdef");
    EXPECT_EQ(status_of(request), Status::ok) << "the scheme in small letters";
}

TEST_F(TokenGuardTest, the_cookie_with_the_token_passes) {
    Request request = api_request();
    request.cookies.add("kinote_token", "0123456789abcdef");
    EXPECT_EQ(status_of(request), Status::ok);
}

TEST_F(TokenGuardTest, a_wrong_token_does_not_pass_by_any_way) {
    Request bearer = api_request();
    bearer.headers.add("Authorization", "Bearer 0123456789abcdeX");
    EXPECT_EQ(status_of(bearer), Status::unauthorized);
    Request basic = api_request();
    basic.headers.add("Authorization", "Basic 0123456789abcdef");
    EXPECT_EQ(status_of(basic), Status::unauthorized);
    Request cookie = api_request();
    cookie.cookies.add("kinote_token", "");
    EXPECT_EQ(status_of(cookie), Status::unauthorized);
    Request query = api_request();
    query.query.add("token", "0123456789abcdef");  // the address opens the page alone
    EXPECT_EQ(status_of(query), Status::unauthorized);
}

TEST_F(TokenGuardTest, opening_the_page_with_the_token_moves_it_into_a_cookie) {
    Request request;
    request.query.add("token", "0123456789abcdef");
    const auto answer = guard_(request, nullptr);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, Status::see_other);
    EXPECT_EQ(answer->headers.find("Location"), "/");
    const std::string cookie{answer->headers.find("Set-Cookie").value()};
    EXPECT_THAT(cookie, testing::AllOf(HasSubstr("kinote_token=0123456789abcdef"), HasSubstr("HttpOnly"),
                                       HasSubstr("SameSite=Strict")));
    EXPECT_EQ(answer->headers.find("Cache-Control"), "no-store");
}

TEST_F(TokenGuardTest, any_page_opens_with_the_token_and_keeps_its_address_without_it) {
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

TEST_F(TokenGuardTest, a_stranger_is_told_where_the_token_lies) {
    Request request;
    request.path = {"studies", "1.2.3"};
    const auto answer = guard_(request, nullptr);
    ASSERT_TRUE(answer);
    EXPECT_THAT(std::get<std::string>(answer->body), testing::AllOf(HasSubstr("api-token"), HasSubstr("?token=")));
    EXPECT_THAT(std::get<std::string>(answer->body), testing::Not(HasSubstr("printed")));
}

TEST_F(TokenGuardTest, opening_the_page_with_a_wrong_token_sets_nothing) {
    Request request;
    request.query.add("token", "0123456789abcdeX");
    const auto answer = guard_(request, nullptr);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, Status::unauthorized);
    EXPECT_FALSE(answer->headers.contains("Set-Cookie"));
}

}  // namespace
}  // namespace kinote::server
