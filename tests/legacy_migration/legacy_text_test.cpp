#include "legacy_migration/legacy_text.hpp"

#include <gmock/gmock.h>

#include "legacy_migration/utf_text.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

TEST(LegacyText, keeps_lines_and_drops_other_control_characters) {
    EXPECT_EQ(clean_text("a\r\nb\rc\x01\x7F\td"), "a\nb\nc\td");
    EXPECT_EQ(clean_line(" a\nb\x1B[31m "), "a b [31m");
}

TEST(LegacyText, makes_person_names) {
    EXPECT_EQ(person_name("Reader, Anna"), "Reader^Anna");
    EXPECT_EQ(person_name("Reader^Anna"), "Reader^Anna");
    EXPECT_EQ(person_name("Anna Reader"), "Anna Reader");
    EXPECT_EQ(person_name("Reader, Anna, MD"), "Reader, Anna, MD");
    EXPECT_EQ(person_name("Reader,"), "Reader");
}

TEST(LegacyText, reads_lists_of_frames) {
    EXPECT_THAT(frame_numbers("2,5,7"), Optional(ElementsAre(2, 5, 7)));
    EXPECT_THAT(frame_numbers("2\\5; 7 7"), Optional(ElementsAre(2, 5, 7)));
    EXPECT_THAT(frame_numbers(""), Optional(IsEmpty()));
    EXPECT_FALSE(frame_numbers("0"));
    EXPECT_FALSE(frame_numbers("1-3"));
    EXPECT_FALSE(frame_numbers("2,x"));
}

TEST(LegacyText, reads_flags_and_sexes) {
    EXPECT_EQ(flag_from("Y"), true);
    EXPECT_EQ(flag_from("0"), false);
    EXPECT_EQ(flag_from(""), false);
    EXPECT_FALSE(flag_from("perhaps"));
    EXPECT_EQ(patient_sex("female"), "F");
    EXPECT_EQ(patient_sex("1"), "");
}

TEST(UtfText, turns_utf16_into_utf8_and_back) {
    const std::string text = "a Ä 山 \xF0\x9F\xA9\xBA";
    std::string back;
    EXPECT_TRUE(append_utf16(back, to_utf16(text)));
    EXPECT_EQ(back, text);
    std::string cut = "x";
    const std::u16string lone{u'a', static_cast<char16_t>(0xD83E), u'b'};
    EXPECT_FALSE(append_utf16(cut, lone));
    EXPECT_EQ(to_utf16("\xFF"), u"\xFFFD");
}

}  // namespace
}  // namespace kinote::legacy_migration
