#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.hpp"
#include "media/sheet_jpeg.hpp"
#include "media/sheet_samples.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::media {
namespace {

using testing::HasSubstr;
using testing::Not;

class SheetPdfTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(std::system("pdftotext -v > /dev/null 2>&1"), 0) << "install the package poppler-utils";
    }

    /// What a program of poppler-utils says of the document.
    std::string told_by(const std::string& program, const SheetPdf& pdf, const std::string& behind = "") {
        const std::string path = (folder_.path() / "sheet.pdf").string();
        put_file(path, pdf.bytes);
        return said_by(program + " '" + path + "' " + behind);
    }
    std::string text_of(const SheetPdf& pdf) { return told_by("pdftotext -layout", pdf, "-"); }

    test::TemporaryFolder folder_;
};

TEST_F(SheetPdfTest, holds_the_note_as_text) {
    const SheetPdf pdf = sheet_pdf(usual_sheet());
    EXPECT_EQ(pdf.pages, 1);
    EXPECT_EQ(pdf.letters_without_font, 0);
    const std::string text = text_of(pdf);
    for (const auto* part :
         {"Städtisches Krankenhaus", "Weber, Dr. Anna", "DEMO-1001", "1961-04-12 (64 y at the study)", "female",
          "CT Abdomen with contrast", "A2025-04711", "Of Interest", "Positioning",
          "Hypodense lesion in segment VI, 14 mm.", "MRI of the liver advised.", "Lindner, Dr. Petra",
          "2025-06-16 18:45 (UTC+02:00)", "1. Image 11, frame 3, series 4", "On disc 2", "This object is not an image",
          "Page 1 of 1", "Made with kinote 0.1.0"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
}

TEST_F(SheetPdfTest, has_its_properties_and_the_date_of_its_contents) {
    const std::string told = told_by("TZ=UTC pdfinfo", sheet_pdf(usual_sheet()));
    EXPECT_THAT(told, testing::ContainsRegex("Title: +Key image sheet – Weber, Dr. Anna – Of Interest"));
    EXPECT_THAT(told, testing::ContainsRegex("Author: +Lindner, Dr. Petra"));
    EXPECT_THAT(told, testing::ContainsRegex("Creator: +kinote 0.1.0"));
    EXPECT_THAT(told, testing::ContainsRegex("CreationDate: +Fri Jun 20 08:15:00 2025"));
    EXPECT_THAT(told, HasSubstr("A4"));
    SheetContents sheet = usual_sheet();
    sheet.created_at = "";
    EXPECT_THROW((void)sheet_pdf(sheet), base::Error);
}

TEST_F(SheetPdfTest, holds_the_jpegs_as_they_are) {
    const SheetContents sheet = usual_sheet();
    const SheetPdf pdf = sheet_pdf(sheet);
    for (const std::string& jpeg : sheet.jpegs) EXPECT_NE(pdf.bytes.find(jpeg), std::string::npos);
    const std::string told = told_by("pdfimages -list", pdf);
    EXPECT_THAT(told, testing::ContainsRegex("64 +48 +gray +1 +8 +jpeg"));
    EXPECT_THAT(told, testing::ContainsRegex("40 +80 +rgb +3 +8 +jpeg"));
}

TEST_F(SheetPdfTest, is_the_same_for_the_same_contents) {
    EXPECT_EQ(sheet_pdf(usual_sheet()).bytes, sheet_pdf(usual_sheet()).bytes);
    SheetContents other = usual_sheet();
    other.note.text += ".";
    EXPECT_NE(sheet_pdf(usual_sheet()).bytes, sheet_pdf(other).bytes);
}

TEST_F(SheetPdfTest, goes_on_over_pages_each_with_its_patient_and_number) {
    SheetContents sheet = usual_sheet();
    sheet.language = PageLanguage::german;
    for (int i = 0; i < 90; ++i) sheet.note.text += "\nZeile " + std::to_string(i);
    for (std::size_t i = 0; i < 20; ++i) {
        sheet.note.pictures.push_back(picture(100 + i));
        sheet.jpegs.resize(sheet.note.pictures.size());
        sheet.jpegs.back() = jpeg_of(60, 60);
    }
    const SheetPdf pdf = sheet_pdf(sheet);
    EXPECT_GT(pdf.pages, 4);
    const std::string text = text_of(pdf);
    const std::string count = std::to_string(pdf.pages);
    for (int page = 1; page <= pdf.pages; ++page) {
        EXPECT_THAT(text, HasSubstr("Seite " + std::to_string(page) + " von " + count));
        const std::string number = std::to_string(page);
        EXPECT_THAT(told_by("pdftotext -f " + number + " -l " + number, pdf, "-"), HasSubstr("Weber, Dr. Anna"));
    }
    for (const auto* part : {"Zeile 0", "Zeile 45", "Zeile 89", "24. Bild 129, Serie 4"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST_F(SheetPdfTest, shows_a_jpeg_that_is_none_as_one_that_could_not_be_made) {
    SheetContents sheet = usual_sheet();
    sheet.jpegs = {"no JPEG", std::string{"\xFF\xD8\xFF\xC0\x00\x11", 6}};
    EXPECT_THAT(text_of(sheet_pdf(sheet)), HasSubstr("The picture could not be made"));
}

TEST_F(SheetPdfTest, shows_any_script_and_counts_letters_that_no_font_has) {
    SheetContents sheet = usual_sheet();
    sheet.patient = japanese_patient();
    sheet.note.text = "آفة ناقصة الكثافة";
    const SheetPdf pdf = sheet_pdf(sheet);
    EXPECT_THAT(text_of(pdf), HasSubstr("Yamada, Tarou"));
    sheet.note.text = "\xF3\xB0\x80\x80\xF3\xB0\x80\x81";  // of a plane for private use
    EXPECT_EQ(sheet_pdf(sheet).letters_without_font, pdf.letters_without_font + 2);
}

TEST_F(SheetPdfTest, hostile_names_neither_break_it_nor_fill_its_pages) {
    SheetContents sheet = usual_sheet();
    sheet.patient = hostile_patient();
    sheet.study = hostile_contents().patients[0].studies[0];
    sheet.note = sheet.study.notes[0];
    sheet.note.modifiers = {std::string(2'000, 'y')};
    sheet.note.title = std::string(5'000, 'z');
    const SheetPdf pdf = sheet_pdf(sheet);
    EXPECT_LE(pdf.pages, 2);
    EXPECT_THAT(text_of(pdf), HasSubstr("<script>alert(1)</script>"));
    EXPECT_THAT(told_by("pdfinfo", pdf), testing::ContainsRegex("JavaScript: +no"));
}

TEST(SheetJpeg, knows_the_size_of_what_a_pdf_can_hold) {
    const std::string jpeg = jpeg_of(64, 48);
    ASSERT_TRUE(jpeg_size(jpeg));
    EXPECT_EQ(jpeg_size(jpeg)->width, 64);
    EXPECT_EQ(jpeg_size(jpeg)->height, 48);
    for (std::size_t length = 0; length < jpeg.size(); ++length)
        (void)jpeg_size(std::string_view{jpeg}.substr(0, length));
    EXPECT_FALSE(jpeg_size(""));
    EXPECT_FALSE(jpeg_size("\x89PNG"));
    std::string other = jpeg;
    const auto frame = other.find("\xFF\xC0");
    ASSERT_NE(frame, std::string::npos);
    other[frame + 1] = '\xC3';  // lossless
    EXPECT_FALSE(jpeg_size(other));
    other[frame + 1] = '\xC0';
    other.replace(frame + 5, 4, "\xFF\xFF\xFF\xFF");  // too many pixels
    EXPECT_FALSE(jpeg_size(other));
}

}  // namespace
}  // namespace kinote::media
