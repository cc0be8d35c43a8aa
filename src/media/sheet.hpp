#pragma once
// The key image sheet: one note as a page to hand to a patient or to attach to a report.

#include <cstddef>
#include <string>
#include <vector>

#include "media/page_contents.hpp"

namespace kinote::media {

struct SheetContents {
    PageLanguage language = PageLanguage::english;
    PageInstitution institution;
    PageProduct product;
    std::string created_at;  ///< DT, of the sheet
    PagePatient patient;
    PageStudy study;  ///< its notes are not looked at
    PageNote note;    ///< the paths of its pictures are not looked at
    /// A JPEG for each picture of the note, in their order; empty where there is none, for the reason that the picture
    /// names. Fewer are as if they were empty.
    std::vector<std::string> jpegs;
};

/// One file that needs no other: pictures lie in it as data: URIs, and it names no other host. For A4.
[[nodiscard]] std::string sheet_html(const SheetContents& contents);

/// The Content-Security-Policy that such a page has, for who serves it: its own style and pictures, and nothing else.
[[nodiscard]] std::string sheet_policy();

struct SheetPdf {
    std::string bytes;
    int pages = 0;
    /// Letters that no font of this system has: they stand as boxes. Who hands the sheet out must be told.
    std::size_t letters_without_font = 0;
};

/// PDF on A4. The JPEGs lie in it as they are. The same contents give the same bytes on a system with the same fonts;
/// its date is that of the contents. A JPEG that cannot be read is shown as one that could not be made.
/// @throws base::Error invalid where created_at is no time, internal where the page cannot be drawn.
[[nodiscard]] SheetPdf sheet_pdf(const SheetContents& contents);

}  // namespace kinote::media
