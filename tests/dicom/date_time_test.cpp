#include "dicom/date_time.hpp"

#include <gtest/gtest.h>

namespace kinote::dicom {
namespace {

constexpr std::int64_t fifth_of_january_2024 = 1'704'412'800'000;

TEST(DateTime, is_read_with_and_without_offset) {
    EXPECT_EQ(parse_date_time("20240105")->local_ms, fifth_of_january_2024);
    EXPECT_FALSE(parse_date_time("20240105")->utc_ms());
    const auto with_offset = parse_date_time("20240105013000.250000+0130");
    ASSERT_TRUE(with_offset);
    EXPECT_EQ(with_offset->utc_ms(), fifth_of_january_2024 + 250);
    EXPECT_EQ(parse_date_time("20240104220000-0200")->utc_ms(), fifth_of_january_2024);
    EXPECT_EQ(parse_date_time("2024010512 ")->local_ms, fifth_of_january_2024 + 12 * 3'600'000);
    EXPECT_EQ(parse_date_time("2024")->local_ms, 1'704'067'200'000);
}

TEST(DateTime, is_nothing_where_it_is_none) {
    for (const auto* text : {"", "today", "2024010", "20241305", "20240230", "20240105250000", "20240105+9900",
                             "20240105123.5", "00000101", "20240105120000.", "20240105120000.1234567"}) {
        EXPECT_FALSE(parse_date_time(text)) << text;
    }
}

TEST(DateTime, is_written_as_it_is_read) {
    constexpr std::int64_t point = fifth_of_january_2024 + 11 * 3'600'000 + 6 * 60'000 + 57'123;
    EXPECT_EQ(to_date(point), "20240105");
    EXPECT_EQ(to_time(point), "110657.123000");
    EXPECT_EQ(to_date_time({point, std::nullopt}), "20240105110657.123000");
    EXPECT_EQ(to_date_time({point, -210}), "20240105110657.123000-0330");
    EXPECT_EQ(parse_date_time(to_date_time({point, 60})), (DateTime{point, 60}));
    EXPECT_EQ(to_date(-1), "19691231");
    EXPECT_EQ(to_time(-1), "235959.999000");
    EXPECT_EQ(to_utc_offset(0), "+0000");
}

TEST(UtcOffset, is_within_the_zones_of_the_world) {
    EXPECT_EQ(parse_utc_offset("+0100"), 60);
    EXPECT_EQ(parse_utc_offset("-1200"), -720);
    EXPECT_EQ(parse_utc_offset("+1400"), 840);
    for (const auto* text : {"", "0100", "+1500", "+01:00", "+0160", "-1300"})
        EXPECT_FALSE(parse_utc_offset(text)) << text;
}

}  // namespace
}  // namespace kinote::dicom
