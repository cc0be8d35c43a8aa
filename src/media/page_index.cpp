#include <fmt/format.h>

#include "media/page_assets.hpp"
#include "media/page_bodies.hpp"
#include "media/page_names.hpp"
#include "media/page_text.hpp"
#include "media/page_words.hpp"

namespace kinote::media {
namespace {

constexpr std::size_t first_pictures = 6;              // of a note
constexpr std::size_t most_notes_with_pictures = 200;  // beyond it the page would take too long to read from a disc

std::size_t notes_on(const std::vector<PatientPlace>& places) {
    std::size_t notes = 0;
    for (const PatientPlace& patient : places) {
        for (const StudyPlace& study : patient.studies) notes += study.notes.size();
    }
    return notes;
}

std::string study_date(const PageStudy& study, PageLanguage language) {
    return escaped(study.date.empty() ? page_words(language).no_date : readable_date(study.date, language));
}

std::string note_on_index(const NotePlace& place, bool has_pictures, PageLanguage language) {
    const std::string link = relative_link(index_page_path, place.path);
    std::string pictures;
    if (has_pictures) {
        pictures = fmt::format("<div class=\"image-area\">\n{}</div>\n",
                               tiles(*place.note, {index_page_path, place.path, first_pictures}, language));
    }
    return fmt::format(
        "<article class=\"note{}\">\n{}<div class=\"note-body\">\n<div class=\"note-text\">\n{}</div>\n{}</div>\n"
        "</article>\n",
        place.note->state == PageNoteState::current ? "" : " note-superseded",
        note_head(*place.note, "h4", link, language), note_words(*place.note, language), pictures);
}

std::string study_on_index(const StudyPlace& place, bool has_pictures, PageLanguage language) {
    const PageWords& words = page_words(language);
    const PageStudy& study = *place.study;
    std::string markup = fmt::format(
        "<section class=\"disc-study\">\n<div class=\"disc-study-head\">\n<h3><a "
        "href=\"{}\">{} · {}</a></h3>\n{}\n"
        "<p class=\"muted\">",
        relative_link(index_page_path, place.path), study_date(study, language), study_name(study, language),
        modality_chips(study));
    if (!study.accession_number.empty()) {
        markup += fmt::format("<span>{} {}</span> ", words.accession_number, bdi(study.accession_number));
    }
    markup +=
        fmt::format("<span>{} {}</span> <span>{} {}</span></p>\n</div>\n", words.series,
                    readable_number(study.series, language), words.images, readable_number(study.images, language));
    if (place.notes.empty()) return markup + fmt::format("<p class=\"muted\">{}</p>\n</section>\n", words.no_notes);
    markup += "<div class=\"notes\">\n";
    for (const NotePlace& note : place.notes) markup += note_on_index(note, has_pictures, language);
    return markup + "</div>\n</section>\n";
}

std::string patient_on_index(const PatientPlace& place, bool has_pictures, PageLanguage language) {
    const PageWords& words = page_words(language);
    const PagePatient& patient = *place.patient;
    std::string markup = fmt::format(
        "<section class=\"disc-patient\">\n<div class=\"study-head\">\n<div "
        "class=\"study-head-who\"><h2>{}</h2></div>\n"
        "<dl class=\"facts\">\n{}{}{}</dl>\n</div>\n",
        patient_name(patient.name, language), text_fact(words.patient_id, patient.id),
        text_fact(words.born, birth_words(patient.birth_date, "", language)),
        text_fact(words.sex, sex_words(patient.sex, language)));
    for (const StudyPlace& study : place.studies) markup += study_on_index(study, has_pictures, language);
    return markup + "</section>\n";
}

std::string index_counts(const std::vector<PatientPlace>& places, PageLanguage language) {
    const PageWords& words = page_words(language);
    std::size_t studies = 0;
    for (const PatientPlace& patient : places) studies += patient.studies.size();
    const auto number = [&](std::size_t count) { return readable_number(static_cast<std::int64_t>(count), language); };
    return fact(words.patients, number(places.size())) + fact(words.studies, number(studies)) +
           fact(words.notes, number(notes_on(places)));
}

std::string about_markup(const PageContents& contents) {
    const PageWords& words = page_words(contents.language);
    std::string markup =
        fmt::format("<section class=\"panel disc-about\">\n<h2>{}</h2>\n<p>{}</p>\n", words.about, words.how_to_look);
    if (!contents.institution.name.empty() || !contents.institution.contact.empty()) {
        markup += fmt::format("<p class=\"disc-contact\"><b>{}</b>\n<bdi>{}</bdi></p>\n",
                              bdi(contents.institution.name), escaped(contents.institution.contact));
    }
    return markup + fmt::format("<p>{}</p>\n<p>{}</p>\n</section>\n", words.disclaimer,
                                icon_link("document", readme_path, words.readme, "disc-readme"));
}

}  // namespace

std::string index_page(const PageContents& contents, const std::vector<PatientPlace>& places) {
    const PageWords& words = page_words(contents.language);
    const std::string& institution = contents.institution.name;
    std::string markup =
        fmt::format("<div class=\"page-head\"><h1>{}</h1></div>\n<dl class=\"facts disc-facts\">\n", words.key_images);
    if (!institution.empty()) markup += text_fact(words.institution, institution);
    markup += text_fact(words.created, readable_moment(contents.created_at, contents.language));
    if (contents.discs > 1) {
        markup += fact(words.medium, fmt::format(fmt::runtime(words.place), contents.disc, contents.discs));
    }
    if (!contents.label.empty()) markup += text_fact(words.label, contents.label);
    markup += index_counts(places, contents.language) + "</dl>\n";
    if (places.empty()) markup += fmt::format("<p class=\"panel\">{}</p>\n", words.nothing_here);
    const bool has_pictures = notes_on(places) <= most_notes_with_pictures;
    for (const PatientPlace& patient : places) markup += patient_on_index(patient, has_pictures, contents.language);
    markup += about_markup(contents);

    std::string header = fmt::format("<p class=\"header-patient\"><b>{}</b></p>\n",
                                     bdi(institution.empty() ? contents.product.name : institution));
    if (contents.discs > 1) {
        header += fmt::format("<span class=\"status-pill\">{}</span>\n",
                              fmt::format(fmt::runtime(words.disc), contents.disc, contents.discs));
    }
    return framed(contents, {.path = index_page_path,
                             .title = institution.empty() ? std::string{words.key_images}
                                                          : fmt::format("{} – {}", words.key_images, institution),
                             .header = header,
                             .markup = markup,
                             .previous = "",
                             .next = ""});
}

}  // namespace kinote::media
