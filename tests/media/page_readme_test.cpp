#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "media/page_samples.hpp"
#include "media/readme.hpp"

namespace kinote::media {
namespace {

using testing::HasSubstr;
using testing::Not;

void expect_plain_lines(const std::string& text) {
    std::size_t start = 0;
    while (start < text.size()) {
        const auto end = text.find("\r\n", start);
        ASSERT_NE(end, std::string::npos);
        const std::string line = text.substr(start, end - start);
        EXPECT_LE(line.size(), 76) << line;
        EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; })) << line;
        start = end + 2;
    }
}

TEST(Readme, says_who_made_the_disc_and_what_is_on_it) {
    PageContents contents = usual_contents();
    contents.discs = 2;
    const std::string text = readme_text(contents);
    expect_plain_lines(text);
    for (const auto* part :
         {"Staedtisches Krankenhaus\r\nRoentgenstrasse 1\r\n12345 Ueberall", "kinote 0.1.0", "2025-06-20 10:15",
          "Disc 1 of 2", "INDEX.HTM", "IHE_PDI", "DICOMDIR", "SHA256.TXT", "KINOTE_1", "DICOM viewer"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
}

TEST(Readme, names_no_patient) {
    const std::string text = readme_text(usual_contents());
    for (const auto* part : {"Weber", "DEMO-1001", "1961", "A2025", "Abdomen"}) EXPECT_THAT(text, Not(HasSubstr(part)));
}

TEST(Readme, is_ascii_in_german_too_and_whatever_the_names) {
    PageContents contents = hostile_contents();
    contents.language = PageLanguage::german;
    contents.institution.name = "山田病院 " + std::string(200, 'a');
    const std::string text = readme_text(contents);
    expect_plain_lines(text);
    EXPECT_THAT(text, HasSubstr("Oeffnen Sie"));
    EXPECT_THAT(text, HasSubstr("SCHLUESSELBILDNOTIZEN"));
    EXPECT_THAT(text, HasSubstr("????"));
}

TEST(Readme, takes_accents_off) {
    EXPECT_EQ(ascii_text("ÜBER Élodie Żółć Größe São „so“ – 10 µm"), "UEBER Elodie Zolc Groesse Sao \"so\" - 10 ?m");
}

}  // namespace
}  // namespace kinote::media
