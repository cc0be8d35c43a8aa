#include "media/disc_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <tuple>

#include "base/error.hpp"
#include "media/media_profile.hpp"

namespace kinote::media {
namespace {

constexpr std::uint64_t sector = 2'048;
constexpr std::uint64_t each = 2 * sector;  // of an object of one sector, with what stands beside it

using Part = std::tuple<std::size_t, std::size_t, std::size_t>;

std::vector<std::vector<Part>> planned(const std::vector<std::size_t>& counts, std::uint64_t disc_bytes) {
    std::vector<PlannedStudy> studies;
    for (const std::size_t count : counts) studies.push_back({"1.2", std::vector<std::uint64_t>(count, sector)});
    std::vector<std::vector<Part>> discs;
    for (const PlannedDisc& disc : plan_discs(studies, disc_bytes)) {
        auto& parts = discs.emplace_back();
        for (const PlannedPart& part : disc) parts.emplace_back(part.study, part.first, part.count);
    }
    return discs;
}

using Discs = std::vector<std::vector<Part>>;

TEST(DiscPlanTest, studies_stay_whole_where_a_disc_can_hold_them) {
    EXPECT_EQ(planned({3, 3, 3}, 10 * each), (Discs{{{0, 0, 3}, {1, 0, 3}, {2, 0, 3}}}));
    EXPECT_EQ(planned({3, 3, 3}, 7 * each), (Discs{{{0, 0, 3}, {1, 0, 3}}, {{2, 0, 3}}}));
    EXPECT_EQ(planned({3, 3, 3}, 5 * each), (Discs{{{0, 0, 3}}, {{1, 0, 3}}, {{2, 0, 3}}}));
}

TEST(DiscPlanTest, a_study_larger_than_a_disc_begins_on_one_of_its_own_and_goes_on_over_others) {
    EXPECT_EQ(planned({1, 5, 1}, 2 * each), (Discs{{{0, 0, 1}}, {{1, 0, 2}}, {{1, 2, 2}}, {{1, 4, 1}, {2, 0, 1}}}));
}

TEST(DiscPlanTest, no_object_is_left_out_or_taken_twice) {
    const auto discs = planned({7, 0, 11, 2}, 3 * each);
    std::map<std::size_t, std::size_t> next;
    for (const auto& disc : discs) {
        std::size_t on_disc = 0;
        for (const auto& [study, first, count] : disc) {
            EXPECT_EQ(first, next[study]);
            next[study] += count;
            on_disc += count;
        }
        EXPECT_LE(on_disc, 3);
    }
    EXPECT_EQ(next[0], 7);
    EXPECT_EQ(next[2], 11);
    EXPECT_EQ(next[3], 2);
}

TEST(DiscPlanTest, an_object_that_no_disc_can_hold_is_named) {
    try {
        (void)plan_discs({{"1.2.3", {sector, 100 * sector}}}, 10 * sector);
        FAIL() << "not refused";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::refused);
        EXPECT_THAT(error.what(), ::testing::HasSubstr("object 2 of study 1.2.3"));
    }
}

TEST(MediaProfileTest, each_keeps_what_the_standard_lets_it_keep) {
    EXPECT_TRUE(keeps(MediaProfile::std_gen_cd, "1.2.840.10008.1.2.1"));
    EXPECT_FALSE(keeps(MediaProfile::std_gen_cd, "1.2.840.10008.1.2"));
    EXPECT_FALSE(keeps(MediaProfile::std_gen_cd, "1.2.840.10008.1.2.4.70"));
    EXPECT_TRUE(keeps(MediaProfile::std_gen_dvd_jpeg, "1.2.840.10008.1.2.4.50"));
    EXPECT_FALSE(keeps(MediaProfile::std_gen_dvd_jpeg, "1.2.840.10008.1.2.4.90"));
    EXPECT_TRUE(keeps(MediaProfile::std_gen_usb_j2k, "1.2.840.10008.1.2.4.90"));
    EXPECT_EQ(media_profile_named("std-gen-usb-jpeg"), MediaProfile::std_gen_usb_jpeg);
    EXPECT_EQ(media_profile_named("STD-CTMR-CD"), std::nullopt);
}

}  // namespace
}  // namespace kinote::media
