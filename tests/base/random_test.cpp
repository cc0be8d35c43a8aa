#include "base/random.hpp"

#include <gmock/gmock.h>

#include <set>

namespace kinote::base {
namespace {

TEST(RandomTest, values_differ_and_have_their_length) {
    std::set<std::string> values;
    for (int i = 0; i < 1'000; ++i) values.insert(random_hex(8));
    EXPECT_EQ(values.size(), 1'000U);
    EXPECT_THAT(values, testing::Each(testing::MatchesRegex("[0-9a-f]+")));
    EXPECT_THAT(values, testing::Each(testing::SizeIs(16)));
}

TEST(RandomTest, a_uuid_is_of_version_4) {  // RFC 9562 5.4
    const std::string uuid = random_uuid();
    EXPECT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[14], '4');
    EXPECT_THAT(std::string{"89ab"}, testing::HasSubstr(std::string{uuid[19]}));
    EXPECT_NE(uuid, random_uuid());
}

}  // namespace
}  // namespace kinote::base
