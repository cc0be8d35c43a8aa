#include "dicomweb/web_body.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <vector>

#include "base/error.hpp"
#include "dicomweb/frame_bytes.hpp"

namespace kinote::dicomweb {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

WebBody body_of(const std::string& head, std::size_t bytes, std::uint64_t missing = 0) {
    WebBody body;
    body.content_type = "a/b";
    body.head = head;
    body.owner = std::make_unique<OwnedBytes>(std::vector<std::byte>(bytes, std::byte{'x'}));
    body.length = bytes + missing;
    return body;
}

std::string sent(http::Response response) {
    std::string all = std::get<std::string>(response.body);
    while (response.more) {
        auto piece = response.more();
        if (!piece) break;
        all += std::get<std::string>(*piece);
    }
    return all;
}

http::Request asking_for(const std::string& range) {
    http::Request request;
    request.headers.add("Range", range);
    return request;
}

TEST(WebBodyTest, a_range_may_begin_before_the_bytes_and_end_in_them) {
    http::Response response = single_response(asking_for("bytes=1-4"), body_of("abc", 10), "\"e\"");
    EXPECT_EQ(response.status, http::Status::partial_content);
    EXPECT_EQ(response.headers.find("Content-Range"), "bytes 1-4/13");
    EXPECT_EQ(sent(std::move(response)), "bcxx");
}

TEST(WebBodyTest, what_is_large_goes_out_in_pieces) {
    constexpr std::size_t size = 3'000'001;
    http::Response response = single_response({}, body_of("", size), "\"e\"");
    EXPECT_TRUE(response.more);
    EXPECT_EQ(sent(std::move(response)).size(), size);
}

TEST(WebBodyTest, nothing_has_no_range) {
    EXPECT_EQ(single_response(asking_for("bytes=0-"), body_of("", 0), "\"e\"").status,
              http::Status::range_not_satisfiable);
    EXPECT_EQ(single_response(asking_for("bytes=-0"), body_of("", 5), "\"e\"").status,
              http::Status::range_not_satisfiable);
    EXPECT_EQ(single_response(asking_for("bytes=18446744073709551616-"), body_of("", 5), "\"e\"").status,
              http::Status::ok);
}

TEST(WebBodyTest, parts_stand_between_boundaries) {
    int count = 0;
    const auto parts = [&count]() -> std::optional<WebBody> {
        if (++count > 2) return std::nullopt;
        return body_of("part ", 3);
    };
    http::Response response = multipart_response(parts, "a/b");
    const std::string type{response.headers.find("Content-Type").value()};
    const std::string boundary = type.substr(type.find("boundary=") + 9);
    EXPECT_THAT(type, StartsWith(R"(multipart/related; type="a/b")"));
    const std::string part = "\r\n--" + boundary + "\r\nContent-Type: a/b\r\nContent-Length: 8\r\n\r\npart xxx";
    EXPECT_EQ(sent(std::move(response)), part + part + "\r\n--" + boundary + "--\r\n");
}

TEST(WebBodyTest, bytes_that_end_too_early_break_the_answer_off) {
    EXPECT_THROW((void)single_response({}, body_of("", 10, 5), "\"e\""), base::Error);
}

}  // namespace
}  // namespace kinote::dicomweb
