#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace kinote::base {
namespace {

TEST(Utf8Test, characters_of_every_length_are_known) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("a\xC3\xA9\xE6\x97\xA5\xF0\x9F\x98\x80"));
    EXPECT_TRUE(is_utf8("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"));
    EXPECT_EQ(utf8_length("\xE6\x97\xA5xyz"), 3U);
}

TEST(Utf8Test, what_is_none_is_known_too) {
    for (const char* malformed : {"\x80", "\xC3", "\xC0\xAF", "\xC1\x80", "\xE0\x80\xAF", "\xF0\x80\x80\xAF",
                                  "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3\x28", "\xE6\x97"}) {
        EXPECT_FALSE(is_utf8(malformed)) << testing::PrintToString(malformed);
        EXPECT_EQ(utf8_length(malformed), 0U) << testing::PrintToString(malformed);
    }
    EXPECT_FALSE(is_utf8("L\xE4sion"));
    EXPECT_EQ(utf8_length(""), 0U);
}

}  // namespace
}  // namespace kinote::base
