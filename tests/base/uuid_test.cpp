#include "base/uuid.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace kinote::base {
namespace {

// RFC 9562 Appendix A.4
TEST(Uuid, of_a_name_is_that_of_the_standard) {
    const Uuid dns = parse_uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    EXPECT_EQ(to_string(name_based_uuid(dns, "www.example.com")), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, is_written_as_it_was_read_in_lower_case) {
    EXPECT_EQ(to_string(parse_uuid("6BA7B812-9dad-11d1-80b4-00c04fd430c8")), "6ba7b812-9dad-11d1-80b4-00c04fd430c8");
}

TEST(Uuid, as_a_number_has_no_leading_zeros) {
    EXPECT_EQ(decimal(parse_uuid("00000000-0000-0000-0000-000000000000")), "0");
    EXPECT_EQ(decimal(parse_uuid("00000000-0000-0000-0000-0000000000ff")), "255");
    EXPECT_EQ(decimal(parse_uuid("ffffffff-ffff-ffff-ffff-ffffffffffff")), "340282366920938463463374607431768211455");
}

TEST(Uuid, that_is_none_is_told) {
    for (const auto* text : {"", "6ba7b812", "6ba7b812-9dad-11d1-80b4-00c04fd430c",
                             "6ba7b812_9dad-11d1-80b4-00c04fd430c8", "6ba7b812-9dad-11d1-80b4-00c04fd430cg",
                             "6ba7b812-9dad-11d1-80b4-00c04fd430c88", "+ba7b812-9dad-11d1-80b4-00c04fd430c8"}) {
        EXPECT_THROW((void)parse_uuid(text), Error) << text;
    }
}

}  // namespace
}  // namespace kinote::base
