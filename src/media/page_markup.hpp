#pragma once
// What all pages of a disc have: the frame around them, and the pieces that more than one of them shows. Strings that
// are given here as markup are escaped already.

#include <string>
#include <string_view>
#include <vector>

#include "media/page_contents.hpp"

namespace kinote::media {

/// A note of the disc and the page that it has.
struct NotePlace {
    const PageNote* note = nullptr;
    std::string path;
};

/// A study of the disc and the page that it has.
struct StudyPlace {
    const PagePatient* patient = nullptr;
    const PageStudy* study = nullptr;
    std::string path;
    std::vector<NotePlace> notes;
};

/// The patients and their studies in the order in which the pages show them: what has notes comes first. Refers to the
/// contents.
struct PatientPlace {
    const PagePatient* patient = nullptr;
    std::vector<StudyPlace> studies;
};

[[nodiscard]] std::vector<PatientPlace> places_of(const PageContents& contents);

/// A page before it is put into its frame.
struct PageBody {
    std::string_view path;
    std::string title;   ///< of the window, as text
    std::string header;  ///< markup behind the mark in the head of the page
    std::string markup;
    std::string previous;  ///< path of the page before; empty where there is none
    std::string next;
};

[[nodiscard]] std::string framed(const PageContents& contents, const PageBody& body);

/// An element that shows a text whose direction is its own.
[[nodiscard]] std::string bdi(std::string_view text);

/// The name with its other writings, or that there is none.
[[nodiscard]] std::string patient_name(std::string_view person_name, PageLanguage language);

/// Whose page it is, in the head of the page.
[[nodiscard]] std::string patient_header(const PagePatient& patient, PageLanguage language);

/// The same in one line, for paper.
[[nodiscard]] std::string patient_line(const PagePatient& patient, PageLanguage language);

/// A term and what it is: markup of a `dl`. An empty value is shown as a dash.
[[nodiscard]] std::string fact(std::string_view name, std::string_view value_markup);
[[nodiscard]] std::string text_fact(std::string_view name, std::string_view value);

[[nodiscard]] std::string modality_chips(const PageStudy& study);
/// "CT Abdomen", or that there is none.
[[nodiscard]] std::string study_name(const PageStudy& study, PageLanguage language);

/// Title, modifiers and state of a note. @param heading "h2"; @param link  to its own page, empty for none
[[nodiscard]] std::string note_head(const PageNote& note, std::string_view heading, std::string_view link,
                                    PageLanguage language);
/// Its text, author and time.
[[nodiscard]] std::string note_words(const PageNote& note, PageLanguage language);

struct TileChoice {
    std::string_view page;                      ///< that the tiles stand on
    std::string_view note_page;                 ///< that they lead to
    std::size_t most = std::string_view::npos;  ///< so many, and how many more there are
};

/// The key images as small pictures that lead to the large ones.
[[nodiscard]] std::string tiles(const PageNote& note, const TileChoice& choice, PageLanguage language);

/// A link with an icon before or behind its words, e.g. to go back.
[[nodiscard]] std::string icon_link(std::string_view icon, std::string_view href, std::string_view words,
                                    std::string_view css_class = "back-link");

}  // namespace kinote::media
