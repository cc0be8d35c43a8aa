#include "media/page_words.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "media/page_samples.hpp"

namespace kinote::media {
namespace {

std::span<const std::string_view> all_words(const PageWords& words) {
    static_assert(sizeof(PageWords) % sizeof(std::string_view) == 0);
    return {reinterpret_cast<const std::string_view*>(&words), sizeof(PageWords) / sizeof(std::string_view)};
}

TEST(PageWords, are_there_in_both_languages_with_the_same_places_for_values) {
    const auto english = all_words(page_words(PageLanguage::english));
    const auto german = all_words(page_words(PageLanguage::german));
    for (std::size_t i = 0; i < english.size(); ++i) {
        EXPECT_FALSE(english[i].empty()) << i;
        EXPECT_FALSE(german[i].empty()) << english[i];
        EXPECT_EQ(std::ranges::count(english[i], '{'), std::ranges::count(german[i], '{')) << english[i];
    }
}

TEST(PageWords, call_a_picture_by_what_is_known_of_it) {
    PagePicture shown;
    EXPECT_EQ(picture_label(shown, 2, PageLanguage::english), "Key image 2");
    shown.instance_number = "12";
    shown.frame = "3";
    shown.series_number = "4";
    EXPECT_EQ(picture_label(shown, 2, PageLanguage::english), "Image 12, frame 3, series 4");
    EXPECT_EQ(picture_label(shown, 2, PageLanguage::german), "Bild 12, Einzelbild 3, Serie 4");
    shown.instance_number.clear();
    EXPECT_EQ(picture_label(shown, 2, PageLanguage::english), "Frame 3, series 4");
}

TEST(PageWords, say_why_a_picture_is_missing) {
    const auto words = [](PictureAbsence absence) {
        return absence_words(missing_picture(absence), PageLanguage::english);
    };
    EXPECT_EQ(absence_words(picture(1), PageLanguage::english), "");
    EXPECT_EQ(words(PictureAbsence::other_disc), "On disc 2");
    EXPECT_EQ(words(PictureAbsence::without_picture), "This object is not an image");
    EXPECT_EQ(words(PictureAbsence::failed), "The picture could not be made");
    EXPECT_EQ(words(PictureAbsence::none), "The picture could not be made");  // said to be there, and is not
    EXPECT_EQ(absence_words(missing_picture(PictureAbsence::left_out), PageLanguage::german),
              "In diesem Export ausgelassen");
    EXPECT_EQ(missing_words(picture(1), PageLanguage::german), "Das Bild konnte nicht erzeugt werden");
    EXPECT_EQ(absence_name(missing_picture(PictureAbsence::not_here), PageLanguage::german), "Nicht hier");
}

TEST(PageWords, tell_sex_and_age) {
    EXPECT_EQ(sex_words("F", PageLanguage::german), "weiblich");
    EXPECT_EQ(sex_words("X", PageLanguage::german), "X");
    EXPECT_EQ(birth_words("19610412", "20250616", PageLanguage::english), "1961-04-12 (64 y at the study)");
    EXPECT_EQ(birth_words("19610412", "", PageLanguage::german), "12.04.1961");
    EXPECT_EQ(birth_words("", "20250616", PageLanguage::german), "");
}

}  // namespace
}  // namespace kinote::media
