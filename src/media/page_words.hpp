#pragma once
// The words of the pages in their languages. Coded titles of notes stay as DICOM writes them.

#include <string>
#include <string_view>

#include "media/page_contents.hpp"

namespace kinote::media {

struct PageWords {
    std::string_view language;  ///< RFC 5646
    std::string_view key_images;
    std::string_view about;
    std::string_view skip;
    std::string_view institution;
    std::string_view created;
    std::string_view disc;  ///< {} of {}
    std::string_view medium;
    std::string_view label;
    std::string_view patients;
    std::string_view patient;
    std::string_view studies;
    std::string_view study;
    std::string_view notes;
    std::string_view note;
    std::string_view images;
    std::string_view series;
    std::string_view patient_id;
    std::string_view born;
    std::string_view age;  ///< {}: years
    std::string_view sex;
    std::string_view male;
    std::string_view female;
    std::string_view other_sex;
    std::string_view study_date;
    std::string_view modality;
    std::string_view accession_number;
    std::string_view referring_physician;
    std::string_view no_name;
    std::string_view no_description;
    std::string_view no_text;
    std::string_view no_date;
    std::string_view untitled;
    std::string_view no_notes;
    std::string_view nothing_here;
    std::string_view no_objects;
    std::string_view open_study;
    std::string_view open_note;
    std::string_view more_images;  ///< {}
    std::string_view all_of_disc;
    std::string_view all_of_study;
    std::string_view previous_study;
    std::string_view next_study;
    std::string_view previous_note;
    std::string_view next_note;
    std::string_view previous_image;
    std::string_view next_image;
    std::string_view to_text;
    std::string_view place;          ///< {} of {}
    std::string_view image_number;   ///< {}
    std::string_view frame_number;   ///< {}
    std::string_view series_number;  ///< {}
    std::string_view key_image;      ///< {}: its place in the note
    std::string_view with_state;
    std::string_view full_object;
    std::string_view print;
    std::string_view superseded;
    std::string_view withdrawn;
    std::string_view not_here;
    std::string_view on_other_disc;  ///< {}
    std::string_view without_picture;
    std::string_view picture_failed;
    std::string_view left_out;
    std::string_view no_picture;  ///< the same in few words: of what is no image, or could not be made
    std::string_view away;        ///< of what was not in the system
    std::string_view readme;
    std::string_view how_to_look;
    std::string_view disclaimer;
    std::string_view made_with;  ///< {}: the product
    std::string_view sheet;
    std::string_view page;  ///< {} of {}
    std::string_view author;
};

[[nodiscard]] const PageWords& page_words(PageLanguage language);

/// "Image 12, frame 3, series 4", as far as it is known; else "Key image 2". @param place  in the note, from 1.
[[nodiscard]] std::string picture_label(const PagePicture& picture, std::size_t place, PageLanguage language);

/// Why there is no picture, in words; empty where there is one.
[[nodiscard]] std::string absence_words(const PagePicture& picture, PageLanguage language);

/// The same in two or three words.
[[nodiscard]] std::string absence_name(const PagePicture& picture, PageLanguage language);

/// absence_words() of what a sheet has no picture of, whatever the disc may have.
[[nodiscard]] std::string missing_words(PagePicture picture, PageLanguage language);

/// "female" of "F"; what is not known is shown as it came, not escaped.
[[nodiscard]] std::string sex_words(std::string_view sex, PageLanguage language);

/// "1961-04-12 (64 y at the study)", not escaped. @param study_date  empty where no study is spoken of.
[[nodiscard]] std::string birth_words(std::string_view birth_date, std::string_view study_date, PageLanguage language);

/// "kinote 0.1.0"
[[nodiscard]] std::string product_words(const PageProduct& product);

}  // namespace kinote::media
