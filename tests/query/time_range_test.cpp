#include "query/time_range.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kinote::query {
namespace {

constexpr std::int64_t hour = 3'600'000'000;

bool has_date(const char* range, const char* date) {
    return read_date_range(range).value().contains(read_date(date).value().first);
}
bool has_time(const char* range, const char* time) {
    return read_time_range(range).value().contains(read_time(time).value().first);
}
bool has_date_time(const char* range, const char* moment, std::optional<int> offset = std::nullopt) {
    const ZonedInterval wanted = read_date_time_range(range).value();
    const ZonedInterval given = read_date_time(moment, offset).value();
    if (wanted.utc && given.utc) return wanted.utc->contains(given.utc->first);
    return wanted.local.contains(given.local.first);
}

TEST(TimeRangeTest, dates_are_single_or_ranges_with_both_ends) {
    EXPECT_TRUE(has_date("20240131", "20240131"));
    EXPECT_FALSE(has_date("20240131", "20240201"));
    EXPECT_TRUE(has_date("20240101-20240131", "20240131"));
    EXPECT_TRUE(has_date("20240101-20240131", "20240101"));
    EXPECT_FALSE(has_date("20240101-20240131", "20240201"));
    EXPECT_TRUE(has_date("-20240131", "19000101"));
    EXPECT_TRUE(has_date("20240131-", "20990101"));
    EXPECT_FALSE(has_date("20240131-", "20240130"));
}

TEST(TimeRangeTest, what_is_no_date_is_none) {
    for (const char* text : {"", "-", "2024", "2024-01-31", "20240230", "20241301", "20240131-20240130", "2024013X",
                             "20240101-20240102-20240103", "2024.01.31"}) {
        EXPECT_FALSE(read_date_range(text)) << text;
    }
}

TEST(TimeRangeTest, a_time_stands_for_all_that_it_leaves_out) {
    EXPECT_TRUE(has_time("10", "103015"));
    EXPECT_TRUE(has_time("1030", "103059.999999"));
    EXPECT_FALSE(has_time("1030", "103100"));
    EXPECT_TRUE(has_time("10-12", "1259"));
    EXPECT_FALSE(has_time("10-12", "13"));
    EXPECT_TRUE(has_time("-0930", "0930"));
    EXPECT_TRUE(has_time("22-", "235959"));
    EXPECT_TRUE(has_time("101112.5", "101112.512345"));
    EXPECT_FALSE(has_time("101112.5", "101112.6"));
    EXPECT_TRUE(has_time("10:15:00", "1015"));
}

TEST(TimeRangeTest, what_is_no_time_is_none) {
    for (const char* text : {"", "1", "24", "1060", "101112.", "1011.5", "101112.1234567", "ab", "10+01"}) {
        EXPECT_FALSE(read_time_range(text)) << text;
    }
}

TEST(TimeRangeTest, moments_are_compared_in_utc_where_both_zones_are_known) {
    EXPECT_TRUE(has_date_time("20240131111213+0100", "20240131101213+0000"));
    EXPECT_TRUE(has_date_time("20240131100000+0000-20240131110000+0000", "20240131113000+0100"));
    EXPECT_FALSE(has_date_time("20240131100000+0000-20240131110000+0000", "20240131103000+0100"));
    EXPECT_TRUE(has_date_time("20240131101213+0000", "20240131111213", 60)) << "the object says its zone";
    EXPECT_TRUE(has_date_time("20240131-20240201", "20240131111213+0100")) << "the key says none: the clock counts";
}

TEST(TimeRangeTest, a_moment_stands_for_all_that_it_leaves_out) {
    EXPECT_TRUE(has_date_time("2024", "20241231235959.9"));
    EXPECT_TRUE(has_date_time("202402", "20240229"));
    EXPECT_FALSE(has_date_time("202402", "20240301"));
    EXPECT_TRUE(has_date_time("20240131-", "2025"));
    EXPECT_TRUE(has_date_time("-2024", "20241231"));
    EXPECT_TRUE(has_date_time("20240131111213.5", "20240131111213.55"));
}

TEST(TimeRangeTest, a_hyphen_before_an_offset_is_no_range) {
    EXPECT_TRUE(has_date_time("20240131120000-0500", "20240131170000+0000"));
    EXPECT_FALSE(has_date_time("20240131120000-0500", "20240131170001+0000"));
    EXPECT_TRUE(has_date_time("20240131120000-0500-20240131130000-0500", "20240131173000+0000"));
    EXPECT_TRUE(has_date_time("2023-2024", "20240601"));
    EXPECT_FALSE(read_date_time_range("yesterday"));
    EXPECT_FALSE(read_date_time_range("-"));
    EXPECT_FALSE(read_date_time_range("2025-2024"));
}

TEST(TimeRangeTest, a_range_of_dates_and_one_of_times_are_one_range_of_moments) {
    const Interval moments = combined(read_date_range("20240105-20240107").value(), read_time_range("10-18").value());
    const std::int64_t first_day = read_date("20240105").value().first;
    EXPECT_FALSE(moments.contains(first_day + 9 * hour));
    EXPECT_TRUE(moments.contains(first_day + 10 * hour));
    EXPECT_TRUE(moments.contains(first_day + 24 * hour + 3 * hour)) << "the night between";
    EXPECT_TRUE(moments.contains(first_day + 48 * hour + 18 * hour));
    EXPECT_FALSE(moments.contains(first_day + 48 * hour + 19 * hour));
    const Interval night = combined(read_date_range("20240105-20240106").value(), read_time_range("22-06").value());
    EXPECT_TRUE(night.contains(first_day + 25 * hour));
    EXPECT_FALSE(night.contains(first_day + 12 * hour));
    const Interval open = combined(read_date_range("20240105-").value(), read_time_range("-18").value());
    EXPECT_EQ(open.first, first_day);
    EXPECT_TRUE(open.contains(first_day + 1'000 * hour));
}

}  // namespace
}  // namespace kinote::query
