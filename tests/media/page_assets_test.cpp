#include "media/page_assets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.hpp"

namespace kinote::media {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PageAssets, style_has_the_colors_of_the_client_for_light_and_dark) {
    const std::string style = page_style();
    EXPECT_THAT(style, HasSubstr("\n:root {\n  color-scheme: light;\n  --ground: #f1f4f7;"));
    EXPECT_THAT(style, HasSubstr("@media screen and (prefers-color-scheme: dark) {\n  :root {\n  color-scheme: dark;"));
    EXPECT_THAT(style, HasSubstr(".note-head {"));
    EXPECT_THAT(style, HasSubstr("@media print {"));
}

TEST(PageAssets, styles_ask_for_no_other_file_and_close_what_they_open) {
    for (const std::string& style : {page_style(), sheet_style()}) {
        EXPECT_THAT(style, Not(HasSubstr("@import")));
        EXPECT_THAT(style, Not(HasSubstr("url(")));
        EXPECT_THAT(style, Not(HasSubstr("</")));
        EXPECT_EQ(std::ranges::count(style, '{'), std::ranges::count(style, '}'));
    }
}

TEST(PageAssets, drawings_are_the_clients) {
    EXPECT_THAT(star_svg(18), HasSubstr("<path d=\"M12 2l3 6.5"));
    EXPECT_THAT(logo_svg(), HasSubstr("<svg xmlns="));
    for (const auto* name : {"back", "previous", "next", "layers", "away", "broken", "document"}) {
        EXPECT_THAT(icon_svg(name, 18), testing::ContainsRegex("<path d=\"M[0-9a-zA-Z .-]+\" /></svg>$")) << name;
    }
    EXPECT_THROW((void)icon_svg("nothing", 18), base::Error);
}

TEST(PageAssets, colors_are_the_light_ones) {
    const PageColor text = light_color("--text");
    EXPECT_NEAR(text.red, 0x17 / 255.0, 1e-9);
    EXPECT_NEAR(text.green, 0x22 / 255.0, 1e-9);
    EXPECT_NEAR(text.blue, 0x2d / 255.0, 1e-9);
    EXPECT_THROW((void)light_color("--nothing"), base::Error);
}

}  // namespace
}  // namespace kinote::media
