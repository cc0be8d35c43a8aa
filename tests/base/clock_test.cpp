#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace kinote::base {
namespace {

TEST(ClockTest, a_time_is_written_in_utc_with_milliseconds) {
    EXPECT_EQ(iso_8601(1'772'368'496'789), "2026-03-01T12:34:56.789Z");
    EXPECT_EQ(iso_8601(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(iso_8601(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(iso_8601(1'709'164'800'000), "2024-02-29T00:00:00.000Z");
}

TEST(ClockTest, a_settable_clock_moves_only_when_it_is_moved) {
    SettableClock clock{1'000};
    EXPECT_EQ(clock.now_ms(), 1'000);
    clock.advance(500);
    EXPECT_EQ(clock.now_ms(), 1'500);
}

TEST(ClockTest, the_systems_clock_does_not_stand_in_1970) { EXPECT_GT(SystemClock{}.now_ms(), 1'700'000'000'000); }

}  // namespace
}  // namespace kinote::base
