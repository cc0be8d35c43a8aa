#include "jobs/allowed_hours.hpp"

#include <gtest/gtest.h>

namespace kinote::jobs {
namespace {

TEST(AllowedHours, hours_may_go_over_midnight) {
    EXPECT_TRUE(is_allowed_hour("", 0));
    EXPECT_TRUE(is_allowed_hour("20:00-06:00", 20 * 60));
    EXPECT_TRUE(is_allowed_hour("20:00-06:00", 5 * 60 + 59));
    EXPECT_FALSE(is_allowed_hour("20:00-06:00", 6 * 60));
    EXPECT_FALSE(is_allowed_hour("20:00-06:00", 19 * 60 + 59));
    EXPECT_TRUE(is_allowed_hour("08:30-17:00", 8 * 60 + 30));
    EXPECT_FALSE(is_allowed_hour("08:30-17:00", 17 * 60));
}

TEST(AllowedHours, two_different_times_or_nothing) {
    EXPECT_TRUE(are_allowed_hours(""));
    EXPECT_TRUE(are_allowed_hours("20:00-06:00"));
    for (const char* hours : {"20:00", "20:00-24:00", "8:00-09:00", "20:00-20:00", "20:00_06:00", "aa:00-06:00"}) {
        EXPECT_FALSE(are_allowed_hours(hours)) << hours;
    }
}

}  // namespace
}  // namespace kinote::jobs
