#include "dicom/character_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "dicom/text_value.hpp"

namespace kinote::dicom {
namespace {

struct Example {
    std::string_view name;
    std::string_view character_set;
    std::string_view bytes;
    std::string_view utf8;
};

void PrintTo(const Example& example, std::ostream* out) { *out << example.name; }

class CharacterSetExamples : public testing::TestWithParam<Example> {};

TEST_P(CharacterSetExamples, are_decoded_without_a_defect) {
    const CharacterSet character_set{GetParam().character_set};
    EXPECT_TRUE(character_set.is_as_standard());
    const DecodedText decoded = character_set.decode(GetParam().bytes, Vr::PN);
    EXPECT_EQ(decoded.text, GetParam().utf8);
    EXPECT_EQ(decoded.defect, TextDefect::none);
}

// Single bytes: one letter of each repertoire. Multi-byte: PS3.5 Annexes H (Japanese), I (Korean), J (Chinese), K.
INSTANTIATE_TEST_SUITE_P(
    of_the_standard, CharacterSetExamples,
    testing::Values(
        Example{"ascii", "", "Doe^John", "Doe^John"}, Example{"latin_1", "ISO_IR 100", "\xFC", "ü"},
        Example{"latin_2", "ISO_IR 101", "\xB1", "ą"}, Example{"latin_3", "ISO_IR 109", "\xA1", "Ħ"},
        Example{"latin_4", "ISO_IR 110", "\xA2", "ĸ"}, Example{"latin_5", "ISO_IR 148", "\xDD", "İ"},
        Example{"latin_9", "ISO_IR 203", "\xA4", "€"}, Example{"cyrillic", "ISO_IR 144", "\xBB\xEE\xDA", "Люк"},
        Example{"arabic", "ISO_IR 127", "\xE2\xC8\xC7\xE6\xEA", "قباني"},
        Example{"greek", "ISO_IR 126", "\xC4\xE9\xEF", "Διο"},
        Example{"hebrew", "ISO_IR 138", "\xF9\xF8\xE5\xEF", "שרון"}, Example{"thai", "ISO_IR 166", "\xCA\xC1", "สม"},
        Example{"katakana", "ISO_IR 13", "\xD4\xCF\xC0\xDE^\xC0\xDB\xB3", "ﾔﾏﾀﾞ^ﾀﾛｳ"},
        Example{"utf_8", "ISO_IR 192", "Wang^XiaoDong=王^小東=", "Wang^XiaoDong=王^小東="},
        Example{"gb18030", "GB18030", "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=", "Wang^XiaoDong=王^小东="},
        Example{"gbk", "GBK", "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=", "Wang^XiaoDong=王^小东="},
        Example{"gb18030_four_bytes", "GB18030", "\x82\x31\xA2\x37", "㫩"},
        Example{"japanese_with_default", "\\ISO 2022 IR 87",
                "Yamada^Tarou=\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B=\x1B$B$d$^$@\x1B(B^\x1B$B$?$m$&\x1B(B",
                "Yamada^Tarou=山田^太郎=やまだ^たろう"},
        Example{"japanese_with_katakana", "ISO 2022 IR 13\\ISO 2022 IR 87",
                "\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=\x1B$B;3ED\x1B(J^\x1B$BB@O:\x1B(J=\x1B$B$d$^$@\x1B(J^\x1B$B$?$m$&\x1B(J",
                "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"},
        Example{"japanese_supplementary", "\\ISO 2022 IR 159", "\x1B$(D\x30\x21\x1B(B", "丂"},
        Example{"korean", "\\ISO 2022 IR 149",
                "Hong^Gildong=\x1B$)C\xFB\xF3^\x1B$)C\xD1\xCE\xD4\xD7=\x1B$)C\xC8\xAB^\x1B$)C\xB1\xE6\xB5\xBF",
                "Hong^Gildong=洪^吉洞=홍^길동"},
        Example{"chinese_with_escapes", "\\ISO 2022 IR 58",
                "Zhang^XiaoDong=\x1B$)A\xD5\xC5^\x1B$)A\xD0\xA1\xB6\xAB=", "Zhang^XiaoDong=张^小东="},
        Example{"two_alphabets", "ISO 2022 IR 100\\ISO 2022 IR 144", "\xFC\x1B-L\xBB^\xFC", "üЛ^ü"}),
    [](const auto& parameter) { return std::string{parameter.param.name}; });

TEST(CharacterSet, starts_anew_behind_each_delimiter) {
    const CharacterSet character_set{"ISO 2022 IR 100\\ISO 2022 IR 144"};
    EXPECT_EQ(character_set.decode("\x1B-L\xBB\\\xFC", Vr::LO).text, "Л\\ü");
    EXPECT_EQ(character_set.decode("\x1B-L\xBB\r\n\xFC", Vr::LT).text, "Л\r\nü");
    EXPECT_EQ(character_set.decode("\x1B-L\xBB=\xFC", Vr::LO).text, "Л=ќ");
}

TEST(CharacterSet, does_not_take_the_second_byte_of_a_character_for_a_backslash) {
    // The second byte of U+9 in GBK is 5C; so is the second byte of this pair of JIS X 0208.
    EXPECT_EQ(split_values(CharacterSet{"GBK"}.decode("\x81\x5C", Vr::LO).text, Vr::LO).size(), 1u);
    EXPECT_EQ(split_values(CharacterSet{"\\ISO 2022 IR 87"}.decode("\x1B$B\x30\x5C\x1B(B", Vr::LO).text, Vr::LO).size(),
              1u);
}

TEST(CharacterSet, takes_undeclared_bytes_for_utf8_where_they_are) {
    const DecodedText decoded = CharacterSet{}.decode("M\xC3\xBCller", Vr::PN);
    EXPECT_EQ(decoded.text, "Müller");
    EXPECT_EQ(decoded.defect, TextDefect::read_as_utf8);
}

TEST(CharacterSet, takes_the_callers_fallback_for_other_undeclared_bytes) {
    const DecodedText decoded = CharacterSet{"", "ISO_IR 144"}.decode("\xBB", Vr::PN);
    EXPECT_EQ(decoded.text, "Л");
    EXPECT_EQ(decoded.defect, TextDefect::read_as_fallback);
}

TEST(CharacterSet, replaces_what_nothing_explains) {
    const DecodedText decoded = CharacterSet{"ISO_IR 192", "ISO_IR 126"}.decode(
        "A\xFF"
        "B",
        Vr::LO);
    EXPECT_EQ(decoded.text,
              "A\xEF\xBF\xBD"
              "B");
    EXPECT_EQ(decoded.defect, TextDefect::replaced);
}

TEST(CharacterSet, finds_utf8_that_is_declared_as_latin_where_it_has_control_characters) {
    const DecodedText decoded = CharacterSet{"ISO_IR 100"}.decode("\xC3\x96sterreich", Vr::LO);
    EXPECT_EQ(decoded.text, "Österreich");
    EXPECT_EQ(decoded.defect, TextDefect::read_as_utf8);
}

TEST(CharacterSet, reports_an_escape_sequence_that_is_not_declared) {
    const DecodedText decoded = CharacterSet{"ISO_IR 100"}.decode("\x1B$B;3ED\x1B(B", Vr::PN);
    EXPECT_EQ(decoded.text, "山田");
    EXPECT_EQ(decoded.defect, TextDefect::undeclared_escape);
}

TEST(CharacterSet, understands_misspellings_and_says_so) {
    for (const auto* term : {"ISO-IR 100", "ISO IR 100", "iso_ir 100", "ISO_IR_100", "ISO8859-1", "latin1"}) {
        const CharacterSet character_set{term};
        EXPECT_FALSE(character_set.is_as_standard()) << term;
        EXPECT_EQ(character_set.decode("\xFC", Vr::LO).text, "ü") << term;
    }
    EXPECT_EQ(CharacterSet{"UTF-8"}.decode("ü", Vr::LO).defect, TextDefect::none);
}

TEST(CharacterSet, is_not_as_standard_with_unknown_terms_or_wrong_combinations) {
    EXPECT_FALSE(CharacterSet{"KLINGON"}.is_as_standard());
    EXPECT_FALSE(CharacterSet{"ISO_IR 192\\ISO_IR 100"}.is_as_standard());
    EXPECT_FALSE(CharacterSet{"ISO_IR 100\\ISO 2022 IR 87"}.is_as_standard());
    EXPECT_TRUE(CharacterSet{"ISO 2022 IR 100\\ISO 2022 IR 87"}.is_as_standard());
    EXPECT_TRUE(CharacterSet{""}.is_as_standard());
}

TEST(CharacterSet, does_not_govern_codes_and_numbers) {
    EXPECT_EQ(CharacterSet{"ISO_IR 144"}.decode("\xBB", Vr::CS).defect, TextDefect::read_as_fallback);
}

TEST(CharacterSet, decodes_any_bytes_to_utf8) {
    for (const auto* term :
         {"", "ISO_IR 13", "ISO_IR 166", "ISO_IR 192", "GB18030", "\\ISO 2022 IR 87", "\\ISO 2022 IR 149"}) {
        const CharacterSet character_set{term};
        for (int first = 0; first < 256; ++first) {
            for (int second = 0; second < 256; ++second) {
                const std::string bytes{static_cast<char>(first), static_cast<char>(second), 'x'};
                ASSERT_TRUE(base::is_utf8(character_set.decode(bytes, Vr::PN).text))
                    << term << ' ' << first << ' ' << second;
            }
        }
    }
}

TEST(Utf8, is_cut_between_characters) {
    EXPECT_EQ(first_characters("aü山b", 0), "");
    EXPECT_EQ(first_characters("aü山b", 2), "aü");
    EXPECT_EQ(first_characters("aü山b", 3), "aü山");
    EXPECT_EQ(first_characters("aü山b", 9), "aü山b");
}

TEST(TextValue, has_no_padding_and_no_control_characters) {
    EXPECT_EQ(without_padding(std::string_view{"  A B \0", 7}, Vr::LO), "A B");
    EXPECT_EQ(without_padding("  A\r\nB  ", Vr::UT), "  A\r\nB");
    EXPECT_EQ(without_padding("A\r\nB", Vr::LO), "AB");
    EXPECT_EQ(split_values("A \\ B\\", Vr::SH), (std::vector<std::string>{"A", "B", ""}));
    EXPECT_EQ(split_values("A\\B", Vr::UT), (std::vector<std::string>{"A\\B"}));
    EXPECT_EQ(first_value("A\\B", Vr::SH), "A");
}

}  // namespace
}  // namespace kinote::dicom
