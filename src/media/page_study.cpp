#include <fmt/format.h>

#include "media/page_assets.hpp"
#include "media/page_bodies.hpp"
#include "media/page_names.hpp"
#include "media/page_text.hpp"
#include "media/page_words.hpp"

namespace kinote::media {
namespace {

std::string study_head(const StudyPlace& place, PageLanguage language) {
    const PageWords& words = page_words(language);
    const PageStudy& study = *place.study;
    const PagePatient& patient = *place.patient;
    const std::string time = readable_time(study.time);
    const std::string date = readable_date(study.date, language);
    std::string markup = fmt::format(
        "<section class=\"study-head\">\n<div class=\"study-head-who\"><h1>{}</h1><p "
        "class=\"study-head-what\">{}</p></div>\n"
        "<dl class=\"facts\">\n",
        patient_name(patient.name, language), study_name(study, language));
    markup += text_fact(words.patient_id, patient.id) +
              text_fact(words.born, birth_words(patient.birth_date, study.date, language)) +
              text_fact(words.sex, sex_words(patient.sex, language)) +
              text_fact(words.study_date, date.empty() || time.empty() ? date : fmt::format("{} {}", date, time)) +
              fact(words.modality, modality_chips(study)) + text_fact(words.accession_number, study.accession_number);
    if (!study.referring_physician.empty()) {
        markup += text_fact(words.referring_physician, readable_name(study.referring_physician).whole());
    }
    return markup + fact(words.series, readable_number(study.series, language)) +
           fact(words.images, readable_number(study.images, language)) + "</dl>\n</section>\n";
}

std::string note_in_study(const StudyPlace& place, const NotePlace& note, PageLanguage language) {
    const std::string link = relative_link(place.path, note.path);
    return fmt::format(
        "<article class=\"note paper-page{}\">\n{}{}<div class=\"note-body\">\n<div class=\"note-text\">\n{}"
        "<p class=\"note-count\">{}</p>\n</div>\n<div class=\"image-area\">\n{}</div>\n</div>\n</article>\n",
        note.note->state == PageNoteState::current ? "" : " note-superseded", patient_line(*place.patient, language),
        note_head(*note.note, "h2", link, language), note_words(*note.note, language),
        icon_link("next", link, page_words(language).open_note, "note-open"),
        tiles(*note.note, {place.path, note.path, std::string_view::npos}, language));
}

}  // namespace

std::string study_page(const PageContents& contents, const StudyPlace& study, const PageNeighbours& neighbours) {
    const PageLanguage language = contents.language;
    const PageWords& words = page_words(language);
    std::string markup = fmt::format(R"(<nav class="disc-nav" aria-label="{}">{})", words.study,
                                     icon_link("back", relative_link(study.path, index_page_path), words.all_of_disc));
    markup += "<span class=\"disc-nav-turn\">";
    if (!neighbours.previous.empty()) {
        markup += icon_link("previous", relative_link(study.path, neighbours.previous), words.previous_study, "button");
    }
    if (!neighbours.next.empty()) {
        markup += icon_link("next", relative_link(study.path, neighbours.next), words.next_study, "button");
    }
    markup += "</span></nav>\n" + study_head(study, language);
    if (study.notes.empty()) markup += fmt::format("<p class=\"panel\">{}</p>\n", words.no_notes);
    if (!study.notes.empty()) markup += "<div class=\"notes\">\n";
    for (const NotePlace& note : study.notes) markup += note_in_study(study, note, language);
    if (!study.notes.empty()) markup += "</div>\n";
    const std::string name = readable_name(study.patient->name).primary;
    return framed(contents,
                  {.path = study.path,
                   .title = fmt::format("{} – {}", name.empty() ? words.no_name : name,
                                        study.study->description.empty() ? words.study : study.study->description),
                   .header = patient_header(*study.patient, language),
                   .markup = markup,
                   .previous = neighbours.previous,
                   .next = neighbours.next});
}

}  // namespace kinote::media
