#include "rendering/raster.hpp"

#include <gmock/gmock.h>

namespace kinote::rendering {
namespace {

using testing::Each;
using testing::ElementsAre;

// 1 2 3
// 4 5 6
Raster numbered() { return {3, 2, 1, {1, 2, 3, 4, 5, 6}}; }

TEST(RasterTest, rotating_goes_clockwise) {
    EXPECT_THAT(rotate(numbered(), 0).bytes, ElementsAre(1, 2, 3, 4, 5, 6));
    const Raster once = rotate(numbered(), 1);
    EXPECT_EQ(once.width, 2U);
    EXPECT_THAT(once.bytes, ElementsAre(4, 1, 5, 2, 6, 3));
    EXPECT_THAT(rotate(numbered(), 2).bytes, ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(rotate(numbered(), 3).bytes, ElementsAre(3, 6, 2, 5, 1, 4));
}

TEST(RasterTest, flipping_swaps_left_and_right) {
    Raster raster = numbered();
    flip(raster);
    EXPECT_THAT(raster.bytes, ElementsAre(3, 2, 1, 6, 5, 4));
    Raster color{2, 1, 3, {1, 2, 3, 4, 5, 6}};
    flip(color);
    EXPECT_THAT(color.bytes, ElementsAre(4, 5, 6, 1, 2, 3));
}

TEST(RasterTest, a_part_may_reach_beyond_every_edge) {
    EXPECT_THAT(crop(numbered(), 1, 0, 2, 1, 9).bytes, ElementsAre(2, 3));
    EXPECT_THAT(crop(numbered(), -1, -1, 5, 4, 9).bytes,
                ElementsAre(9, 9, 9, 9, 9, 9, 1, 2, 3, 9, 9, 4, 5, 6, 9, 9, 9, 9, 9, 9));
    EXPECT_THAT(crop(numbered(), 100, -100, 2, 2, 9).bytes, ElementsAre(9, 9, 9, 9));
}

TEST(RasterTest, a_smaller_size_averages_and_a_larger_one_interpolates) {
    EXPECT_THAT(resize({4, 1, 1, {0, 0, 100, 100}}, 1, 1).bytes, ElementsAre(50));
    EXPECT_THAT(resize({2, 1, 1, {0, 100}}, 4, 1).bytes, ElementsAre(0, 25, 75, 100));
    EXPECT_THAT(resize({1, 2, 3, {0, 10, 20, 100, 110, 120}}, 1, 4).bytes,
                ElementsAre(0, 10, 20, 25, 35, 45, 75, 85, 95, 100, 110, 120));
}

TEST(RasterTest, an_even_picture_stays_even_at_any_size) {
    for (const std::uint32_t size : {1U, 2U, 3U, 7U, 30U, 100U})
        EXPECT_THAT(resize({30, 30, 1, std::vector<std::uint8_t>(900, 77)}, size, size).bytes, Each(77)) << size;
}

}  // namespace
}  // namespace kinote::rendering
