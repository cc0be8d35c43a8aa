#include "http/request.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/error.hpp"

namespace kinote::http {
namespace {

Request with_json(std::string_view content_type, std::string body) {
    Request request;
    request.headers.add("Content-Type", content_type);
    request.body = std::move(body);
    return request;
}

base::ErrorKind kind_of_fault(const Request& request) {
    try {
        static_cast<void>(json_body(request));
    } catch (const base::Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "nothing was wrong";
    return base::ErrorKind::internal;
}

int quality_of_png(std::initializer_list<std::string_view> accept) {
    Request request;
    for (const std::string_view list : accept) request.headers.add("Accept", list);
    return accepted_quality(request, "image/png");
}

TEST(RequestTest, how_much_a_media_type_is_wanted_is_said_by_the_closest_range) {
    EXPECT_EQ(quality_of_png({}), 1'000);
    EXPECT_EQ(quality_of_png({"image/png"}), 1'000);
    EXPECT_EQ(quality_of_png({"IMAGE/PNG ; q=0.25"}), 250);
    EXPECT_EQ(quality_of_png({"image/png;q=0, */*"}), 0);
    EXPECT_EQ(quality_of_png({"*/*;q=0.1, image/*; q=0.8"}), 800);
    EXPECT_EQ(quality_of_png({"*/*;q=0.1", "image/png;q=0.123"}), 123);
    EXPECT_EQ(quality_of_png({"image/jpeg, text/*"}), 0);
    EXPECT_EQ(quality_of_png({"image/png;q=x", "image/jpeg"}), 1'000) << "what is malformed does not count";
    EXPECT_EQ(quality_of_png({"image/png;q=0."}), 0);
}

TEST(RequestTest, a_json_body_is_read) {
    EXPECT_EQ(boost::json::serialize(json_body(with_json("Application/JSON; charset=utf-8", R"({"a": [1]})"))),
              R"({"a":[1]})");
}

TEST(RequestTest, json_under_another_content_type_is_invalid_because_forms_of_foreign_pages_can_send_it) {
    EXPECT_EQ(kind_of_fault(with_json("text/plain", "{}")), base::ErrorKind::invalid);
    EXPECT_EQ(kind_of_fault(with_json("application/jsonp", "{}")), base::ErrorKind::invalid);
    EXPECT_EQ(kind_of_fault(Request{}), base::ErrorKind::invalid);
}

TEST(RequestTest, malformed_and_deeply_nested_json_is_invalid) {
    for (const std::string& body :
         {std::string{}, std::string{"{"}, std::string{"{} {}"}, std::string{"\"\xff\""}, std::string(100'000, '[')}) {
        EXPECT_EQ(kind_of_fault(with_json("application/json", body)), base::ErrorKind::invalid);
    }
}

TEST(RequestTest, if_none_match_is_compared_weakly_with_each_of_its_tags) {
    Request request;
    request.headers.add("If-None-Match", R"("a", W/"b")");
    request.headers.add("If-None-Match", R"("c")");
    EXPECT_TRUE(has_current(request, R"("a")"));
    EXPECT_TRUE(has_current(request, R"("b")"));
    EXPECT_TRUE(has_current(request, R"("c")"));
    EXPECT_FALSE(has_current(request, R"("d")"));
    EXPECT_FALSE(has_current(Request{}, R"("a")"));
    request.headers.set("If-None-Match", "*");
    EXPECT_TRUE(has_current(request, R"("d")"));
}

TEST(RequestTest, the_path_as_text_has_no_query) {
    Request request;
    EXPECT_EQ(path_text(request), "/");
    request.path = {"api", "notes"};
    request.query.add("token", "secret");
    EXPECT_EQ(path_text(request), "/api/notes");
}

TEST(RequestTest, a_capture_that_the_route_does_not_have_is_a_fault_of_ours) {
    try {
        static_cast<void>(capture(Request{}, "uid"));
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::internal);
    }
}

}  // namespace
}  // namespace kinote::http
