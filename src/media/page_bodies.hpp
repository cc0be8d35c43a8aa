#pragma once
// The three kinds of pages of a disc.

#include <string>
#include <vector>

#include "media/page_contents.hpp"
#include "media/page_markup.hpp"

namespace kinote::media {

/// INDEX.HTM: all patients and studies with their notes and first key images, and what IHE PDI wants said of the disc.
[[nodiscard]] std::string index_page(const PageContents& contents, const std::vector<PatientPlace>& places);

/// A page and those before and behind it; empty where there are none.
struct PageNeighbours {
    std::string previous;
    std::string next;
};

/// A study with all of its notes.
[[nodiscard]] std::string study_page(const PageContents& contents, const StudyPlace& study,
                                     const PageNeighbours& neighbours);

/// A note with its key images at full size.
[[nodiscard]] std::string note_page(const PageContents& contents, const StudyPlace& study, const NotePlace& note,
                                    const PageNeighbours& neighbours);

}  // namespace kinote::media
