#include "query/wildcard.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kinote::query {
namespace {

TEST(WildcardTest, a_star_stands_for_any_characters_or_none) {
    for (const char* pattern : {"*", "DOE*", "*DOE", "D*E", "*O*", "DOE", "**DOE**"}) {
        EXPECT_TRUE(fits_wildcards("DOE", pattern)) << pattern;
    }
    for (const char* pattern : {"", "DO", "DOES", "*X*", "X*", "*D", "DOE?", "doe"}) {
        EXPECT_FALSE(fits_wildcards("DOE", pattern)) << pattern;
    }
    EXPECT_TRUE(fits_wildcards("", "*"));
    EXPECT_TRUE(fits_wildcards("", ""));
    EXPECT_FALSE(fits_wildcards("", "?"));
    EXPECT_TRUE(fits_wildcards("abcabd", "*abd"));
    EXPECT_TRUE(fits_wildcards("aXbXc", "a*b*c"));
}

TEST(WildcardTest, a_question_mark_stands_for_one_character_of_whatever_length) {
    EXPECT_TRUE(fits_wildcards("Müller", "M?ller"));
    EXPECT_TRUE(fits_wildcards("山田", "??"));
    EXPECT_FALSE(fits_wildcards("山田", "???"));
    EXPECT_TRUE(fits_wildcards("a\xFF", "a?"));
    EXPECT_TRUE(fits_wildcards("山田^太郎", "*^?郎"));
}

TEST(WildcardTest, many_stars_cost_no_more_than_the_text_times_the_pattern) {
    std::string pattern;
    for (int i = 0; i < 250; ++i) pattern += "*a?*";
    pattern += "b";
    EXPECT_FALSE(fits_wildcards(std::string(1'000, 'a'), pattern));
    EXPECT_TRUE(fits_wildcards(std::string(1'000, 'a') + "b", pattern));
}

TEST(WildcardTest, what_is_a_pattern) {
    EXPECT_TRUE(has_wildcard("A*"));
    EXPECT_TRUE(has_wildcard("?"));
    EXPECT_FALSE(has_wildcard("A%_"));
}

}  // namespace
}  // namespace kinote::query
