#include "dicomweb/media_range.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::dicomweb {
namespace {

http::Request accepting(const std::string& accept) {
    http::Request request;
    request.headers.add("Accept", accept);
    return request;
}

std::vector<MediaRange> ranges_of(const std::string& accept) { return accepted_ranges(accepting(accept)); }

TEST(MediaRangeTest, multipart_is_meant_by_its_type_and_transfer_syntax) {
    const auto ranges =
        ranges_of(R"(multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.1)");
    ASSERT_EQ(ranges.size(), 1U);
    EXPECT_EQ(ranges.front().type, "application/dicom");
    EXPECT_TRUE(ranges.front().is_multipart);
    EXPECT_EQ(ranges.front().transfer_syntax, "1.2.840.10008.1.2.1");
}

TEST(MediaRangeTest, the_most_wanted_comes_first_and_the_unwanted_is_left_out) {
    const auto ranges = ranges_of("image/png;q=0.5, text/html;q=0, IMAGE/JPEG");
    ASSERT_EQ(ranges.size(), 2U);
    EXPECT_EQ(ranges.front().type, "image/jpeg");
    EXPECT_EQ(ranges.back().quality, 500);
}

TEST(MediaRangeTest, a_star_does_not_mean_what_is_unwanted) {
    const http::Request request = accepting("image/*, image/jpeg;q=0");
    EXPECT_EQ(accepted_type(request, {"image/jpeg", "image/png"}), "image/png");
    EXPECT_EQ(accepted_type(request, {"image/jpeg"}), "");
    EXPECT_TRUE(ranges_of(R"(image/*, multipart/related; type="image/jpeg";q=0)").front().takes("image/jpeg"));
    EXPECT_EQ(accepted_type(accepting("*/*;q=0.1, text/html;q=0"), {"text/html", "text/plain"}), "text/plain");
}

TEST(MediaRangeTest, separators_in_quotes_separate_nothing) {
    const auto ranges = ranges_of(R"(multipart/related; type="a/b;,\"c"; transfer-syntax=*)");
    ASSERT_EQ(ranges.size(), 1U);
    EXPECT_EQ(ranges.front().type, R"(a/b;,"c)");
    EXPECT_EQ(ranges.front().transfer_syntax, "*");
}

TEST(MediaRangeTest, ranges_take_what_lies_in_them) {
    EXPECT_TRUE(ranges_of("image/*").front().takes("image/jls"));
    EXPECT_FALSE(ranges_of("image/*").front().takes("text/html"));
    EXPECT_TRUE(ranges_of("*/*").front().takes("text/html"));
    EXPECT_TRUE(accepted_ranges({}).front().takes_anything());
}

TEST(MediaRangeTest, the_parameter_of_the_address_counts_instead_of_the_header) {
    http::Request request = accepting("text/html");
    request.query.add("accept", "image/png");
    EXPECT_EQ(accepted_type(request, {"text/html", "image/png"}), "image/png");
    request.query.add("accept", "text/html");
    EXPECT_EQ(accepted_type(request, {"text/html"}), "text/html");
}

TEST(MediaRangeTest, malformed_and_endless_lists_are_refused) {
    EXPECT_THROW((void)ranges_of(R"(image/png; x=")"), base::Error);
    std::string many = "a/b";
    for (std::size_t count = 0; count < most_media_ranges; ++count) many += ",a/b";
    EXPECT_THROW((void)ranges_of(many), base::Error);
}

}  // namespace
}  // namespace kinote::dicomweb
