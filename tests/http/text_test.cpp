#include "http/text.hpp"

#include <gmock/gmock.h>

namespace kinote::http {
namespace {

using testing::ElementsAre;

TEST(TextTest, blanks_and_tabs_are_trimmed_at_both_ends) {
    EXPECT_EQ(trim(" \t a b\t "), "a b");
    EXPECT_EQ(trim(" \t"), "");
    EXPECT_EQ(trim(""), "");
}

TEST(TextTest, parts_between_separators_are_trimmed_and_empty_ones_kept) {
    EXPECT_THAT(split("a, b ,,c", ','), ElementsAre("a", "b", "", "c"));
    EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(TextTest, percent_decoding_is_strict) {
    EXPECT_EQ(percent_decode("a%20b%2fC%C3%A9"), "a b/C\xC3\xA9");
    for (const char* malformed : {"%", "%2", "a%2", "%zz", "%2g", "%g2", "%%20"}) {
        EXPECT_FALSE(percent_decode(malformed)) << malformed;
    }
}

TEST(TextTest, percent_encoding_leaves_nothing_that_means_something_in_an_address) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode("a b/?&=%#\r\n\xC3\xA9"), "a%20b%2F%3F%26%3D%25%23%0D%0A%C3%A9");
}

}  // namespace
}  // namespace kinote::http
