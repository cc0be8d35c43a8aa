#include "autopilot/thresholds.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace kinote::autopilot {
namespace {

constexpr std::int64_t threshold_hour = 3'600'000;

// On this machine's clock, as the thresholds are.
std::int64_t local_time(int local_hour) {
    std::tm local{};
    local.tm_year = 126;
    local.tm_mon = 10;
    local.tm_mday = 18;
    local.tm_hour = local_hour;
    local.tm_isdst = -1;
    return std::int64_t{std::mktime(&local)} * 1'000;
}

CacheMeasure measure_of(std::int64_t free_bytes, std::int64_t intake) { return {10'000, 0, 0, free_bytes, intake}; }

TEST(Thresholds, red_is_below_amber_and_each_counts_from_its_hour_on) {
    const Thresholds thresholds{12, 4};
    EXPECT_EQ(pressure_of(measure_of(1'201, 100), thresholds), Pressure::green);
    EXPECT_EQ(pressure_of(measure_of(1'200, 100), thresholds), Pressure::amber);
    EXPECT_EQ(pressure_of(measure_of(401, 100), thresholds), Pressure::amber);
    EXPECT_EQ(pressure_of(measure_of(400, 100), thresholds), Pressure::red);
}

TEST(Thresholds, a_cache_into_which_nothing_comes_is_green_unless_it_is_full) {
    EXPECT_EQ(pressure_of(measure_of(1, 0), {12, 4}), Pressure::green);
    EXPECT_EQ(pressure_of(measure_of(0, 0), {12, 4}), Pressure::red);
    EXPECT_EQ(pressure_of(measure_of(-5, 0), {12, 4}), Pressure::red) << "above its quota";
    EXPECT_FALSE(hours_of_free_space(measure_of(1, 0)));
}

TEST(Thresholds, what_is_to_be_freed_makes_it_green) {
    CacheMeasure now = measure_of(300, 100);
    const std::int64_t wanted = bytes_to_green(now, {12, 4});
    now.free_bytes += wanted;
    EXPECT_EQ(pressure_of(now, {12, 4}), Pressure::green);
    now.free_bytes -= 1;
    EXPECT_EQ(pressure_of(now, {12, 4}), Pressure::amber);
    EXPECT_EQ(bytes_to_green(measure_of(9'000, 100), {12, 4}), 0);
}

TEST(Thresholds, the_night_has_its_own) {
    ThresholdSettings settings{{12, 4}, {24, 8}, "20:00-06:00"};
    EXPECT_EQ(thresholds_at(settings, local_time(12)).amber_hours, 12);
    EXPECT_EQ(thresholds_at(settings, local_time(21)).amber_hours, 24);
    EXPECT_EQ(thresholds_at(settings, local_time(5)).red_hours, 8);
    settings.night_hours = "";
    EXPECT_EQ(thresholds_at(settings, local_time(21)).amber_hours, 12) << "never";
}

TEST(Thresholds, the_forecast_goes_by_the_thresholds_of_the_hour_in_which_they_are_reached) {
    const ThresholdSettings settings{{12, 4}, {24, 8}, "20:00-06:00"};
    const std::int64_t noon = local_time(12);
    const Forecast soon = forecast_of(measure_of(3'000, 100), settings, noon);  // 30 hours
    EXPECT_EQ(soon.amber_ms, noon + 8 * threshold_hour) << "22 hours are left as the night begins";
    EXPECT_EQ(soon.red_ms, noon + 26 * threshold_hour) << "4 hours, by day";
    EXPECT_EQ(soon.full_ms, noon + 30 * threshold_hour);
    const Forecast now = forecast_of(measure_of(100, 100), settings, noon);
    EXPECT_EQ(now.amber_ms, noon);
    EXPECT_EQ(now.red_ms, noon);
    const Forecast never = forecast_of(measure_of(100, 0), settings, noon);
    EXPECT_FALSE(never.amber_ms || never.red_ms || never.full_ms);
}

TEST(Thresholds, key_groups_stay_while_they_take_less_than_their_share) {
    CacheMeasure measure{1'000, 900, 80, 100, 1};
    EXPECT_FALSE(is_key_share_reached(measure, 10)) << "8 % of the cache";
    measure.key_bytes = 100;
    EXPECT_TRUE(is_key_share_reached(measure, 10));
}

}  // namespace
}  // namespace kinote::autopilot
