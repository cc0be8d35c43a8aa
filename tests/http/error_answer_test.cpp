#include "http/error_answer.hpp"

#include <gtest/gtest.h>

namespace kinote::http {
namespace {

using base::Error;
using base::ErrorKind;

TEST(ErrorAnswerTest, each_kind_of_error_has_its_status) {
    EXPECT_EQ(status_for(ErrorKind::invalid), Status::bad_request);
    EXPECT_EQ(status_for(ErrorKind::not_found), Status::not_found);
    EXPECT_EQ(status_for(ErrorKind::refused), Status::forbidden);
    EXPECT_EQ(status_for(ErrorKind::unavailable), Status::service_unavailable);
    EXPECT_EQ(status_for(ErrorKind::corrupt), Status::unprocessable_content);
    EXPECT_EQ(status_for(ErrorKind::internal), Status::internal_server_error);
}

TEST(ErrorAnswerTest, the_body_names_the_kind_and_says_what_is_wrong) {
    const Response response = answer_error({ErrorKind::not_found, "there is no note \"7\""});
    EXPECT_EQ(std::get<std::string>(response.body),
              R"({"error":{"code":"not_found","message":"there is no note \"7\""}})");
    EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
}

TEST(ErrorAnswerTest, the_message_of_an_internal_error_stays_inside) {
    const Response response = answer_error({ErrorKind::internal, "secret"});
    EXPECT_EQ(std::get<std::string>(response.body).find("secret"), std::string::npos);
}

TEST(ErrorAnswerTest, unavailable_says_when_to_try_again) {
    EXPECT_EQ(answer_error({ErrorKind::unavailable, ""}).headers.find("Retry-After"), "5");
    EXPECT_FALSE(answer_error({ErrorKind::invalid, ""}).headers.contains("Retry-After"));
}

}  // namespace
}  // namespace kinote::http
