#include <fmt/format.h>

#include "media/page_assets.hpp"
#include "media/page_bodies.hpp"
#include "media/page_names.hpp"
#include "media/page_text.hpp"
#include "media/page_words.hpp"

namespace kinote::media {
namespace {

/// Discs are slow: the pictures of a very long note are read when they come into sight.
constexpr std::size_t read_at_once = 40;

/// A key image in the course of its note.
struct PictureTurn {
    const PagePicture& picture;
    std::size_t place = 1;
    std::size_t count = 1;
};

std::string image_markup(const PictureTurn& turn, std::string_view page, PageLanguage language) {
    const PagePicture& picture = turn.picture;
    const std::string missing = absence_words(picture, language);
    if (!missing.empty()) {
        const bool is_plain = picture.absence == PictureAbsence::without_picture;
        return fmt::format("<p class=\"picture-missing{}\">{} <b>{}</b> {}</p>\n", is_plain ? " picture-plain" : "",
                           icon_svg(is_plain ? "document" : "away", 22), escaped(missing), bdi(picture.kind));
    }
    const std::string source = escaped(relative_link(page, picture.picture));
    const std::string size = picture.width == 0 || picture.height == 0
                                 ? ""
                                 : fmt::format(R"( width="{}" height="{}")", picture.width, picture.height);
    return fmt::format("<a class=\"picture-link\" href=\"{0}\"><img src=\"{0}\" alt=\"{1}\"{2}{3} /></a>\n", source,
                       escaped(picture_label(picture, turn.place, language)), size,
                       turn.place > read_at_once ? " loading=\"lazy\"" : "");
}

std::string picture_turns(const PictureTurn& turn, const PageNeighbours& notes, std::string_view page,
                          PageLanguage language) {
    const PageWords& words = page_words(language);
    std::string markup = "<span class=\"picture-turns\">";
    if (turn.place > 1) {
        markup += icon_link("previous", fmt::format("#p{}", turn.place - 1), words.previous_image, "button");
    } else if (!notes.previous.empty()) {
        markup += icon_link("previous", relative_link(page, notes.previous), words.previous_note, "button");
    }
    if (turn.place < turn.count) {
        markup += icon_link("next", fmt::format("#p{}", turn.place + 1), words.next_image, "button");
    } else if (!notes.next.empty()) {
        markup += icon_link("next", relative_link(page, notes.next), words.next_note, "button");
    }
    return markup + "</span>";
}

std::string picture_figure(const PictureTurn& turn, const StudyPlace& study, const NotePlace& note,
                           const std::string& turns_markup, PageLanguage language) {
    const PageWords& words = page_words(language);
    const PagePicture& picture = turn.picture;
    std::string caption = fmt::format("<b>{}</b>", escaped(picture_label(picture, turn.place, language)));
    if (!picture.kind.empty()) caption += fmt::format(" <span>{}</span>", bdi(picture.kind));
    if (picture.has_presentation_state) caption += fmt::format(" <span>{}</span>", words.with_state);
    if (!picture.object.empty()) {
        caption += fmt::format(" <span class=\"picture-object\">{} <code>{}</code></span>", words.full_object,
                               escaped(picture.object));
    }
    return fmt::format(
        "<figure class=\"picture\" id=\"p{}\">\n{}<figcaption>\n{}<span class=\"picture-place\">{}</span> "
        "<span class=\"picture-label\">{}</span>\n{}</figcaption>\n</figure>\n",
        turn.place, image_markup(turn, note.path, language), patient_line(*study.patient, language),
        fmt::format(fmt::runtime(words.place), turn.place, turn.count), caption, turns_markup);
}

std::string study_line(const StudyPlace& study, const NotePlace& note, PageLanguage language) {
    const PageStudy& of = *study.study;
    std::string line = study_name(of, language);
    if (!of.date.empty()) line += fmt::format(" · {}", escaped(readable_date(of.date, language)));
    if (!of.accession_number.empty()) {
        line += fmt::format(" · {} {}", page_words(language).accession_number, bdi(of.accession_number));
    }
    return fmt::format("<p class=\"note-study\"><a href=\"{}\">{}</a></p>\n", relative_link(note.path, study.path),
                       line);
}

std::string whole_note(const StudyPlace& study, const NotePlace& note, const PageNeighbours& neighbours,
                       PageLanguage language) {
    const PageWords& words = page_words(language);
    const std::vector<PagePicture>& pictures = note.note->pictures;
    std::string markup = fmt::format(
        "<article class=\"note note-whole{}\">\n{}{}<div class=\"note-body\">\n<div class=\"note-text\">\n{}{}",
        note.note->state == PageNoteState::current ? "" : " note-superseded", patient_line(*study.patient, language),
        note_head(*note.note, "h1", "", language), note_words(*note.note, language), study_line(study, note, language));
    if (pictures.size() > 1) {
        markup +=
            fmt::format("<nav class=\"image-area note-contents\" aria-label=\"{}\">\n{}</nav>\n", words.key_images,
                        tiles(*note.note, {note.path, note.path, std::string_view::npos}, language));
    }
    markup += "</div>\n<div class=\"image-area pictures\">\n";
    if (pictures.empty()) markup += fmt::format("<p class=\"tiles-none\">{}</p>\n", words.no_objects);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const PictureTurn turn{pictures[i], i + 1, pictures.size()};
        markup += picture_figure(turn, study, note, picture_turns(turn, neighbours, note.path, language), language);
    }
    return markup + "</div>\n</div>\n</article>\n";
}

}  // namespace

std::string note_page(const PageContents& contents, const StudyPlace& study, const NotePlace& note,
                      const PageNeighbours& neighbours) {
    const PageLanguage language = contents.language;
    const PageWords& words = page_words(language);
    std::string markup =
        fmt::format(R"(<nav class="disc-nav" aria-label="{}">{}{}<span class="disc-nav-turn">)", words.note,
                    icon_link("back", relative_link(note.path, index_page_path), words.all_of_disc),
                    icon_link("back", relative_link(note.path, study.path), words.all_of_study));
    if (!neighbours.previous.empty()) {
        markup += icon_link("previous", relative_link(note.path, neighbours.previous), words.previous_note, "button");
    }
    if (!neighbours.next.empty()) {
        markup += icon_link("next", relative_link(note.path, neighbours.next), words.next_note, "button");
    }
    markup += "</span></nav>\n" + whole_note(study, note, neighbours, language);
    const std::string name = readable_name(study.patient->name).primary;
    return framed(contents,
                  {.path = note.path,
                   .title = fmt::format("{} – {}", note.note->title.empty() ? words.untitled : note.note->title,
                                        name.empty() ? words.no_name : name),
                   .header = patient_header(*study.patient, language),
                   .markup = markup,
                   .previous = neighbours.previous,
                   .next = neighbours.next});
}

}  // namespace kinote::media
