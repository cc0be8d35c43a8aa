#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "media/sheet_samples.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::media {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(SheetHtml, holds_all_that_it_shows) {
    const std::string page = sheet_html(usual_sheet());
    for (const auto* part :
         {"Weber, Dr. Anna", "DEMO-1001", "1961-04-12 (64 y at the study)", "Of Interest", "Positioning",
          "MRI of the liver advised.", "Lindner, Dr. Petra", "Image 11, frame 3, series 4", "On disc 2",
          "Made with kinote 0.1.0", "src=\"data:image/jpeg;base64,/9j/"}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
    EXPECT_THAT(page, Not(testing::ContainsRegex("(href|src)=\"[^d]")));
    EXPECT_THAT(page, testing::ContainsRegex("style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:;"));
}

TEST(SheetHtml, says_what_is_missing) {
    SheetContents sheet = usual_sheet();
    sheet.jpegs.clear();
    const std::string page = sheet_html(sheet);
    EXPECT_THAT(page, HasSubstr("The picture could not be made"));
    EXPECT_THAT(page, HasSubstr("This object is not an image"));
}

TEST(SheetHtml, is_in_german_where_it_is_asked_for) {
    SheetContents sheet = usual_sheet();
    sheet.language = PageLanguage::german;
    const std::string page = sheet_html(sheet);
    for (const auto* part :
         {"lang=\"de\"", "Schlüsselbildblatt", "12.04.1961 (64 J. bei der Studie)", "weiblich", "Bild 12, Serie 4"}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
}

TEST(SheetHtml, is_well_formed_and_harmless_whatever_the_names) {
    const test::TemporaryFolder folder;
    SheetContents sheet = usual_sheet();
    const PageContents hostile = hostile_contents();
    sheet.patient = hostile_patient();
    sheet.study = hostile.patients[0].studies[0];
    sheet.note = sheet.study.notes[0];
    sheet.product = hostile.product;
    const std::string page = sheet_html(sheet);
    EXPECT_THAT(page, Not(HasSubstr("<img src=x")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    put_file(folder.path() / "sheet.htm", page);
    const std::string output =
        said_by("/usr/bin/python3 -c 'import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])' '" +
                (folder.path() / "sheet.htm").string() + "'");
    EXPECT_EQ(output, "exit 0\n");
}

}  // namespace
}  // namespace kinote::media
