#include "media/page_text.hpp"

#include <gtest/gtest.h>

namespace kinote::media {
namespace {

constexpr auto in_english = PageLanguage::english;
constexpr auto in_german = PageLanguage::german;

TEST(PageText, shows_markup_as_what_it_is) {
    EXPECT_EQ(escaped("<b a=\"1\" c='2'>&amp;</b>"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;");
}

TEST(PageText, leaves_out_what_controls_and_what_turns_the_direction_of_others) {
    EXPECT_EQ(cleaned("a\x01\x1B\x7F"
                      "b\xC2\x85"
                      "c"),
              "abc");
    EXPECT_EQ(cleaned("1\xE2\x80\xAE"
                      "2\xE2\x80\xAC"
                      "3\xE2\x81\xA6"
                      "4\xE2\x81\xA9"
                      "5\xE2\x80\xA8"
                      "6"),
              "123456");
    EXPECT_EQ(cleaned("לוי\xE2\x80\x8F, דן"), "לוי\xE2\x80\x8F, דן");  // a mark of direction holds nothing open
    EXPECT_EQ(cleaned("–…€"), "–…€");
}

TEST(PageText, has_one_kind_of_line_end_and_none_at_the_end) {
    EXPECT_EQ(cleaned("a\r\nb\rc\fd\n\r\n "), "a\nb\nc\nd");
}

TEST(PageText, marks_what_is_no_utf_8) { EXPECT_EQ(cleaned("M\xFCller"), "M\xEF\xBF\xBDller"); }

TEST(PageText, reads_names_in_their_three_writings) {
    const ReadableName name = readable_name("Yamada^Tarou=山田^太郎=やまだ^たろう");
    EXPECT_EQ(name.primary, "Yamada, Tarou");
    EXPECT_EQ(name.secondary, "山田 太郎 (やまだ たろう)");
    EXPECT_EQ(name.whole(), "Yamada, Tarou 山田 太郎 (やまだ たろう)");
    EXPECT_EQ(readable_name("=山田^太郎").primary, "山田 太郎");
    EXPECT_EQ(readable_name("=山田^太郎").secondary, "");
    EXPECT_EQ(readable_name("Adams^John Robert Quincy^^Rev.^B.A. M.Div.").whole(),
              "Adams, Rev. John Robert Quincy, B.A. M.Div.");
    EXPECT_EQ(readable_name(" Dr. Thomas Brandt ").whole(), "Dr. Thomas Brandt");
    EXPECT_EQ(readable_name("^^^").whole(), "");
    EXPECT_EQ(readable_name("").whole(), "");
}

TEST(PageText, writes_dates_as_the_language_does) {
    EXPECT_EQ(readable_date("20240305", in_english), "2024-03-05");
    EXPECT_EQ(readable_date("20240305", in_german), "05.03.2024");
    EXPECT_EQ(readable_date("2024.03.05", in_german), "05.03.2024");
    EXPECT_EQ(readable_date("", in_german), "");
    EXPECT_EQ(readable_date("20241399", in_english), "20241399");
    EXPECT_EQ(readable_date("in spring", in_english), "in spring");
}

TEST(PageText, writes_moments_on_the_clock_that_they_name) {
    EXPECT_EQ(readable_moment("20240305143312.123+0100", in_english), "2024-03-05 14:33 (UTC+01:00)");
    EXPECT_EQ(readable_moment("202403051433-0330", in_german), "05.03.2024 14:33 (UTC-03:30)");
    EXPECT_EQ(readable_moment("20240305143312", in_english), "2024-03-05 14:33");
    EXPECT_EQ(readable_moment("20240305", in_english), "2024-03-05");
    EXPECT_EQ(readable_moment("yesterday", in_english), "yesterday");
    EXPECT_EQ(readable_moment("", in_english), "");
    EXPECT_EQ(readable_time("143312.5"), "14:33");
    EXPECT_EQ(readable_time("14"), "");
}

TEST(PageText, counts_whole_years) {
    EXPECT_EQ(years_between("19610412", "20250411"), 63);
    EXPECT_EQ(years_between("19610412", "20250412"), 64);
    EXPECT_EQ(years_between("", "20250412"), -1);
    EXPECT_EQ(years_between("20250413", "20250412"), -1);
}

TEST(PageText, parts_great_numbers) {
    EXPECT_EQ(readable_number(0, in_english), "0");
    EXPECT_EQ(readable_number(999, in_english), "999");
    EXPECT_EQ(readable_number(1'216, in_english), "1,216");
    EXPECT_EQ(readable_number(1'234'567, in_german), "1.234.567");
    EXPECT_EQ(readable_number(-123'456, in_english), "-123,456");
}

TEST(PageText, names_only_languages_that_can_be_ones) {
    EXPECT_EQ(language_tag("de-CH"), "de-CH");
    EXPECT_EQ(language_tag("en\" onclick=\"x"), "");
    EXPECT_EQ(language_tag("-de"), "");
    EXPECT_EQ(language_tag(""), "");
    EXPECT_EQ(page_language_from("de"), in_german);
    EXPECT_EQ(page_language_from("DE-at"), in_german);
    EXPECT_EQ(page_language_from("den"), in_english);
    EXPECT_EQ(page_language_from(""), in_english);
}

}  // namespace
}  // namespace kinote::media
