#include "http/named_values.hpp"

#include <gmock/gmock.h>

namespace kinote::http {
namespace {

using testing::ElementsAre;

TEST(NamedValuesTest, headers_are_found_whatever_their_case) {
    Headers headers;
    headers.add("Content-Type", "text/plain");
    EXPECT_EQ(headers.find("content-TYPE"), "text/plain");
    EXPECT_FALSE(headers.contains("Content"));
}

TEST(NamedValuesTest, parameters_are_found_by_their_exact_name) {
    Parameters parameters;
    parameters.add("limit", "1");
    EXPECT_TRUE(parameters.contains("limit"));
    EXPECT_FALSE(parameters.contains("Limit"));
}

TEST(NamedValuesTest, a_name_may_have_several_values_in_order) {
    Parameters parameters;
    parameters.add("a", "1");
    parameters.add("b", "2");
    parameters.add("a", "3");
    EXPECT_EQ(parameters.find("a"), "1");
    EXPECT_THAT(parameters.find_all("a"), ElementsAre("1", "3"));
    EXPECT_THAT(parameters.find_all("c"), ElementsAre());
}

TEST(NamedValuesTest, setting_replaces_every_value_of_the_name) {
    Headers headers;
    headers.add("A", "1");
    headers.add("a", "2");
    headers.set("A", "3");
    EXPECT_THAT(headers.find_all("a"), ElementsAre("3"));
}

}  // namespace
}  // namespace kinote::http
