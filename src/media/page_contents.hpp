#pragma once
// What the pages of a disc are made from: values alone. Texts are UTF-8; names, dates and times as DICOM writes them
// (PN, DA, TM, DT); empty is not known. Paths are those of the disc from its root: "IHE_PDI/J0000001.JPG".

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::media {

enum class PageLanguage : std::uint8_t { english, german };

/// By the first letters of an RFC 5646 tag ("de-CH"); what is not German is English.
[[nodiscard]] PageLanguage page_language_from(std::string_view tag);

/// Who gives the disc or the sheet away.
struct PageInstitution {
    std::string name;
    std::string contact;  ///< address, telephone; lines separated by LF
};

/// The program that made it.
struct PageProduct {
    std::string name;
    std::string version;
};

/// As PS3.3 C.7.1.1 has them.
struct PagePatient {
    std::string name;  ///< PN, with its ideographic and phonetic groups
    std::string id;
    std::string birth_date;
    std::string sex;
};

/// Why a key object has no picture on the disc.
enum class PictureAbsence : std::uint8_t {
    none,             ///< it has one
    not_here,         ///< the object was not in the system that made the disc
    other_disc,       ///< it is on another disc of the same export
    without_picture,  ///< it is no image
    failed,           ///< the picture could not be made
    left_out,         ///< it was left out on purpose
};

/// One key image of a note, or one frame of it.
struct PagePicture {
    std::string instance_number;  ///< with frame and series_number its label: "Image 12, frame 3, series 4"
    std::string frame;
    std::string series_number;
    std::string kind;  ///< what the object is: "CT image", "Comprehensive report (SR)"
    bool has_presentation_state = false;
    std::string picture;        ///< the JPEG; empty where there is none
    std::string small_picture;  ///< a smaller one of it; the pages take the JPEG itself where there is none
    std::uint32_t width = 0;    ///< of the JPEG in pixels; 0: not known
    std::uint32_t height = 0;
    std::string object;  ///< the DICOM file; empty where it is not on this disc
    PictureAbsence absence = PictureAbsence::none;
    int disc = 0;  ///< of other_disc
};

enum class PageNoteState : std::uint8_t { current, superseded, withdrawn };

struct PageNote {
    std::string title;                   ///< the meaning of its code
    std::vector<std::string> modifiers;  ///< the meanings of their codes
    std::string text;
    std::string language;  ///< of the text, RFC 5646
    std::string author;    ///< PN, or as it is written
    std::string made_at;   ///< DT
    PageNoteState state = PageNoteState::current;
    std::vector<PagePicture> pictures;  ///< in the order of the note
};

struct PageStudy {
    std::string date;
    std::string time;
    std::string description;
    std::string accession_number;
    std::vector<std::string> modalities;
    std::string referring_physician;
    std::int64_t series = 0;  ///< on this disc
    std::int64_t images = 0;  ///< on this disc
    std::vector<PageNote> notes;
};

struct PatientOnDisc {
    PagePatient patient;
    std::vector<PageStudy> studies;
};

struct PageContents {
    PageLanguage language = PageLanguage::english;
    PageInstitution institution;
    PageProduct product;
    std::string created_at;  ///< DT
    int disc = 1;            ///< from 1
    int discs = 1;
    std::string label;                   ///< of the medium
    std::string dicom_folder = "DICOM";  ///< that README.TXT names; empty for none
    std::string checksums;               ///< the file of checksums; empty for none
    std::vector<PatientOnDisc> patients;
};

}  // namespace kinote::media
