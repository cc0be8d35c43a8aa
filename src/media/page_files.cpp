#include "media/page_files.hpp"

#include <string>
#include <vector>

#include "media/page_assets.hpp"
#include "media/page_bodies.hpp"
#include "media/page_names.hpp"
#include "media/readme.hpp"

namespace kinote::media {
namespace {

/// Those of a page in the row of all of its kind.
template <typename Place>
PageNeighbours page_neighbours(const std::vector<const Place*>& row, std::size_t at) {
    return {.previous = at > 0 ? row[at - 1]->path : "", .next = at + 1 < row.size() ? row[at + 1]->path : ""};
}

}  // namespace

void write_pages(const PageContents& contents, const PutFile& put) {
    const std::vector<PatientPlace> places = places_of(contents);
    put(index_page_path, index_page(contents, places));
    put(readme_path, readme_text(contents));
    put(page_style_path, page_style());
    put(page_script_path, page_script());

    std::vector<const StudyPlace*> studies;
    std::vector<const NotePlace*> notes;
    for (const PatientPlace& patient : places) {
        for (const StudyPlace& study : patient.studies) {
            studies.push_back(&study);
            for (const NotePlace& note : study.notes) notes.push_back(&note);
        }
    }
    std::size_t note_at = 0;
    for (std::size_t i = 0; i < studies.size(); ++i) {
        put(studies[i]->path, study_page(contents, *studies[i], page_neighbours(studies, i)));
        for (const NotePlace& note : studies[i]->notes) {
            put(note.path, note_page(contents, *studies[i], note, page_neighbours(notes, note_at++)));
        }
    }
}

}  // namespace kinote::media
