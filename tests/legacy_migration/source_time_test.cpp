#include "legacy_migration/source_time.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace kinote::legacy_migration {
namespace {

TEST(SourceTime, reads_the_forms_of_old_systems) {
    const auto read = [](std::string_view text) {
        const auto time = read_source_time(text, nullptr);
        return time ? time->date_time : std::string{"none"};
    };
    EXPECT_EQ(read("2012-05-04 13:14:15"), "20120504131415");
    EXPECT_EQ(read("2012-05-04T13:14:15.123456789Z"), "20120504131415.123456+0000");
    EXPECT_EQ(read("2012-05-04 13:14:15.5 +02:00"), "20120504131415.5+0200");
    EXPECT_EQ(read("20120504131415.123+0200"), "20120504131415.123+0200");
    EXPECT_EQ(read("2012/05/04 13:14"), "20120504131400");
    EXPECT_EQ(read("04.05.2012 13:14"), "20120504131400");
    EXPECT_EQ(read("2012-05-04"), "20120504");
    EXPECT_EQ(read("20120504"), "20120504");
}

TEST(SourceTime, refuses_what_is_no_time) {
    for (const char* text : {"yesterday", "2012-02-30", "2012-13-01", "2012-05-04 25:00", "2012-05-04 13:14:15 CEST",
                             "0000-00-00 00:00:00", "12", ""}) {
        EXPECT_FALSE(read_source_time(text, nullptr)) << text;
    }
}

TEST(SourceTime, takes_the_zone_of_the_source_where_the_text_has_no_offset) {
    const TimeZone berlin = TimeZone::find("Europe/Berlin");
    const auto summer = read_source_time("2012-07-01 12:00:00", &berlin);
    EXPECT_EQ(summer->date_time, "20120701120000+0200");
    EXPECT_EQ(summer->utc_ms, 1'341'136'800'000);
    EXPECT_EQ(read_source_time("2012-01-01 12:00:00", &berlin)->date_time, "20120101120000+0100");
    EXPECT_EQ(read_source_time("2012-07-01 12:00:00Z", &berlin)->date_time, "20120701120000+0000");
    EXPECT_FALSE(read_source_time("2012-07-01", &berlin)->utc_ms);
    EXPECT_FALSE(read_source_time("2012-07-01 12:00:00", nullptr)->utc_ms);
}

TEST(SourceTime, a_date_is_that_of_the_place) {
    const TimeZone berlin = TimeZone::find("Europe/Berlin");
    EXPECT_EQ(read_source_date("2012-07-01 22:30:00Z", &berlin), "20120702");
    EXPECT_EQ(read_source_date("2012-07-01 22:30:00", &berlin), "20120701");
    EXPECT_EQ(read_source_date("2012-07-01", &berlin), "20120701");
}

TEST(TimeZone, knows_both_turns_of_summer_time) {
    const TimeZone berlin = TimeZone::find("Europe/Berlin");
    EXPECT_EQ(berlin.offset_at(1'332'637'199), 3'600);  // 2012-03-25 00:59:59 UTC
    EXPECT_EQ(berlin.offset_at(1'332'637'200), 7'200);
    EXPECT_EQ(berlin.utc_of(1'351'391'400), 1'351'384'200);  // 2012-10-28 02:30, the first one
    EXPECT_EQ(berlin.utc_of(1'332'642'600), 1'332'639'000);  // 2012-03-25 02:30, which no clock showed
}

TEST(TimeZone, goes_on_by_rule_behind_the_last_transition) {
    const TimeZone berlin = TimeZone::find("Europe/Berlin");
    EXPECT_EQ(berlin.offset_at(4'118'083'200), 7'200);  // 2100-07-01
    EXPECT_EQ(berlin.offset_at(4'102'444'800), 3'600);  // 2100-01-01
    EXPECT_EQ(TimeZone::find("UTC").offset_at(4'118'083'200), 0);
}

TEST(TimeZone, refuses_names_that_are_none) {
    for (const char* name : {"", "Europe/Atlantis", "../../etc/passwd", "/etc/localtime"}) {
        EXPECT_THROW((void)TimeZone::find(name), base::Error) << name;
    }
}

}  // namespace
}  // namespace kinote::legacy_migration
