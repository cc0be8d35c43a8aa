#include "task_scheduler/schedule.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <ctime>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace kinote::task_scheduler {
namespace {

constexpr std::int64_t second_ms = 1'000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t hour_ms = 60 * minute_ms;

/// The zone of a site for the time of a test.
class Zone {
public:
    explicit Zone(const char* name) {
        if (const char* before = std::getenv("TZ")) before_ = before;  // NOLINT(concurrency-mt-unsafe)
        ::setenv("TZ", name, 1);                                       // NOLINT(concurrency-mt-unsafe)
        ::tzset();
    }
    ~Zone() {
        before_.empty() ? ::unsetenv("TZ") : ::setenv("TZ", before_.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
        ::tzset();
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;

private:
    std::string before_;
};
// Central Europe, without a database of zones: forward on the last Sunday of March at 2:00, back in October at 3:00.
constexpr const char* berlin = "CET-1CEST,M3.5.0,M10.5.0/3";

std::int64_t utc(int year, int month, int day, int hour, int minute, int second = 0) {
    std::tm time{};
    time.tm_year = year - 1900;
    time.tm_mon = month - 1;
    time.tm_mday = day;
    time.tm_hour = hour;
    time.tm_min = minute;
    time.tm_sec = second;
    return std::int64_t{::timegm(&time)} * 1'000;
}

/// The next runs one after the other, as ISO 8601 without seconds.
std::vector<std::string> runs(std::string_view text, std::int64_t after_ms, int count, std::string_view hours = "") {
    const Schedule schedule = Schedule::from(text);
    std::vector<std::string> times;
    for (int run = 0; run < count; ++run) {
        const auto next = schedule.next_within(hours, after_ms);
        if (!next) {
            times.emplace_back("never");
            break;
        }
        times.push_back(base::iso_8601(*next).substr(0, 16));
        after_ms = *next;
    }
    return times;
}

std::string complaint_about(std::string_view text) {
    try {
        (void)Schedule::from(text);
    } catch (const base::Error& error) {
        return error.kind() == base::ErrorKind::invalid ? error.what() : "another kind";
    }
    return "";
}

using testing::ElementsAre;

TEST(Schedule, every_so_often_counts_from_the_time_before) {
    EXPECT_EQ(Schedule::from("every 60s").next(5), 5 + minute_ms);
    EXPECT_EQ(Schedule::from("every 5m").next(5), 5 + 5 * minute_ms);
    EXPECT_EQ(Schedule::from("every 1h").next(5), 5 + hour_ms);
    EXPECT_EQ(Schedule::from("every 1d").next(5), 5 + 24 * hour_ms);
    EXPECT_EQ(Schedule::every(250).next(5), 255);
}

TEST(Schedule, an_interval_is_written_in_its_largest_unit) {
    EXPECT_EQ(interval_text(5 * second_ms), "every 5s");
    EXPECT_EQ(interval_text(90 * second_ms), "every 90s");
    EXPECT_EQ(interval_text(3 * minute_ms), "every 3m");
    EXPECT_EQ(interval_text(24 * hour_ms), "every 1d");
    EXPECT_EQ(interval_text(36 * hour_ms), "every 36h");
}

TEST(Schedule, what_is_none_is_refused_by_its_name) {
    for (const char* text : {"",
                             "every",
                             "every 5",
                             "every 0s",
                             "every -1s",
                             "every 5w",
                             "every 5 m",
                             "every 36501d",
                             "every 99999999999999999999d",
                             "* * * *",
                             "* * * * * *",
                             "60 * * * *",
                             "* 24 * * *",
                             "* * 0 * *",
                             "* * 32 * *",
                             "* * * 13 * ",
                             "* * * * 8",
                             "5-1 * * * *",
                             "*/0 * * * *",
                             "5/2 * * * *",
                             "1,,2 * * * *",
                             ", * * * *",
                             "a * * * *",
                             "1- * * * *",
                             "* * * jan *"}) {
        EXPECT_THAT(complaint_about(text), testing::HasSubstr("schedule: ")) << text;
    }
}

TEST(Schedule, minutes_hours_lists_ranges_and_steps) {
    const Zone zone{"UTC0"};
    const std::int64_t noon = utc(2026, 11, 28, 12, 0, 30);
    EXPECT_THAT(runs("*/15 * * * *", noon, 3), ElementsAre("2026-11-28T12:15", "2026-11-28T12:30", "2026-11-28T12:45"));
    EXPECT_THAT(runs("5,50 8-10/2 * * *", noon, 4),
                ElementsAre("2026-11-29T08:05", "2026-11-29T08:50", "2026-11-29T10:05", "2026-11-29T10:50"));
    EXPECT_THAT(runs("0 12 * * *", utc(2026, 11, 28, 12, 0), 1), ElementsAre("2026-11-29T12:00"));
    EXPECT_THAT(runs("0 0 1 1 *", noon, 2), ElementsAre("2027-01-01T00:00", "2028-01-01T00:00"));
}

TEST(Schedule, days_of_the_week) {
    const Zone zone{"UTC0"};
    const std::int64_t saturday = utc(2026, 11, 28, 12, 0);
    EXPECT_THAT(runs("30 2 * * 1-5", saturday, 2), ElementsAre("2026-11-30T02:30", "2026-12-01T02:30"));
    EXPECT_THAT(runs("0 6 * * 0", saturday, 1), ElementsAre("2026-11-29T06:00"));
    EXPECT_THAT(runs("0 6 * * 7", saturday, 1), ElementsAre("2026-11-29T06:00"));
    EXPECT_THAT(runs("0 6 1 * 0", saturday, 3), ElementsAre("2026-11-29T06:00", "2026-12-01T06:00", "2026-12-06T06:00"))
        << "either day suffices";
}

TEST(Schedule, ends_of_months_and_leap_days) {
    const Zone zone{"UTC0"};
    EXPECT_THAT(runs("0 3 31 * *", utc(2026, 3, 31, 12, 0), 2), ElementsAre("2026-05-31T03:00", "2026-07-31T03:00"));
    EXPECT_THAT(runs("0 3 29 2 *", utc(2026, 1, 1, 0, 0), 2), ElementsAre("2028-02-29T03:00", "2032-02-29T03:00"));
    EXPECT_THAT(runs("0 3 29 2 *", utc(2096, 3, 1, 0, 0), 1), ElementsAre("2104-02-29T03:00")) << "2100 is none";
    EXPECT_THAT(runs("0 3 31 2 *", utc(2026, 1, 1, 0, 0), 1), ElementsAre("never"));
}

TEST(Schedule, a_time_that_the_clock_leaves_out_comes_behind_the_gap) {
    const Zone zone{berlin};
    EXPECT_THAT(runs("30 2 * * *", utc(2026, 3, 28, 12, 0), 2), ElementsAre("2026-03-29T01:00", "2026-03-30T00:30"));
    EXPECT_THAT(runs("0,30 2-3 29 3 *", utc(2026, 3, 28, 12, 0), 2),
                ElementsAre("2026-03-29T01:00", "2026-03-29T01:30"))
        << "3:00 is 1:00 UTC";
    EXPECT_THAT(runs("7 * * * *", utc(2026, 3, 29, 0, 30), 2), ElementsAre("2026-03-29T01:07", "2026-03-29T02:07"));
}

TEST(Schedule, a_time_that_the_clock_shows_twice_comes_the_first_time) {
    const Zone zone{berlin};
    EXPECT_THAT(runs("30 2 * * *", utc(2026, 10, 24, 12, 0), 2), ElementsAre("2026-10-25T00:30", "2026-10-26T01:30"));
    EXPECT_THAT(runs("30 * * * *", utc(2026, 10, 25, 0, 0), 3),
                ElementsAre("2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"))
        << "every hour comes";
}

TEST(Schedule, hours_hold_back_an_interval_and_leave_out_times) {
    const Zone zone{berlin};
    EXPECT_THAT(runs("every 2h", utc(2026, 1, 10, 3, 30), 2, "20:00-06:00"),
                ElementsAre("2026-01-10T19:00", "2026-01-10T21:00"));
    EXPECT_THAT(runs("0 */4 * * *", utc(2026, 1, 10, 3, 30), 3, "20:00-06:00"),
                ElementsAre("2026-01-10T19:00", "2026-01-10T23:00", "2026-01-11T03:00"));
    EXPECT_THAT(runs("0 12 * * *", utc(2026, 1, 10, 3, 30), 1, "20:00-06:00"), ElementsAre("never"));
}

}  // namespace
}  // namespace kinote::task_scheduler
