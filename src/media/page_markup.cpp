#include "media/page_markup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "media/page_assets.hpp"
#include "media/page_names.hpp"
#include "media/page_text.hpp"
#include "media/page_words.hpp"

namespace kinote::media {
namespace {

// No host but the disc. Where pages are opened from files, browsers differ in whether a file is the same origin as
// another: hence the scheme by name beside 'self'.
constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'self' file:; img-src 'self' file:; script-src 'self' file:; base-uri 'none'; "
    "form-action 'none'";

std::string link_element(std::string_view relation, std::string_view page, std::string_view target) {
    if (target.empty()) return "";
    return fmt::format("<link rel=\"{}\" href=\"{}\" />\n", relation, relative_link(page, target));
}

std::string page_foot(const PageContents& contents) {
    const PageWords& words = page_words(contents.language);
    std::vector<std::string> parts;
    if (!contents.institution.name.empty()) parts.push_back(bdi(contents.institution.name));
    if (!contents.created_at.empty()) {
        parts.push_back(
            fmt::format("{} {}", words.created, escaped(readable_moment(contents.created_at, contents.language))));
    }
    if (contents.discs > 1) parts.push_back(fmt::format(fmt::runtime(words.disc), contents.disc, contents.discs));
    const std::string product = product_words(contents.product);
    if (!product.empty()) parts.push_back(fmt::format(fmt::runtime(words.made_with), escaped(product)));
    std::string markup = "<footer class=\"page-foot\">\n<p>";
    for (const std::string& part : parts) markup += fmt::format("<span>{}</span> ", part);
    return markup + "</p>\n</footer>\n";
}

std::string tile_words(const PagePicture& picture, std::size_t place, PageLanguage language) {
    const bool is_elsewhere = picture.absence == PictureAbsence::not_here ||
                              picture.absence == PictureAbsence::other_disc ||
                              picture.absence == PictureAbsence::left_out;
    const bool is_broken = picture.absence == PictureAbsence::failed || picture.absence == PictureAbsence::none;
    return fmt::format(
        "<li class=\"tile{}\"><div class=\"tile-words\"><p class=\"tile-kind\">{} {}</p><p class=\"tile-class\">{}</p>"
        "<p class=\"tile-class muted\">{}</p><span class=\"tile-marks\" aria-hidden=\"true\"><span "
        "class=\"tile-mark\">{}</span></span></div></li>\n",
        is_elsewhere ? " tile-not_here" : "",
        icon_svg(is_elsewhere ? "away"
                 : is_broken  ? "broken"
                              : "document",
                 18),
        escaped(absence_name(picture, language)), bdi(picture.kind), escaped(picture_label(picture, place, language)),
        place);
}

std::string tile_markup(const PagePicture& picture, std::size_t place, const TileChoice& choice,
                        PageLanguage language) {
    if (!absence_words(picture, language).empty()) return tile_words(picture, place, language);
    const PageWords& words = page_words(language);
    const std::string& source = picture.small_picture.empty() ? picture.picture : picture.small_picture;
    std::string marks = fmt::format("<span class=\"tile-mark\">{}</span>", place);
    if (!picture.frame.empty()) {
        marks += fmt::format("<span class=\"tile-mark\">{}</span>",
                             fmt::format(fmt::runtime(words.frame_number), escaped(picture.frame)));
    }
    if (picture.has_presentation_state) {
        marks += fmt::format("<span class=\"tile-mark tile-mark-state\">{} PS</span>", icon_svg("layers", 12));
    }
    const std::string href = choice.page == choice.note_page ? "" : relative_link(choice.page, choice.note_page);
    return fmt::format(
        "<li class=\"tile\"><a class=\"tile-button\" href=\"{}#p{}\"><img class=\"tile-image\" src=\"{}\" alt=\"{}\" "
        "width=\"160\" height=\"160\" loading=\"lazy\" /><span class=\"tile-marks\" "
        "aria-hidden=\"true\">{}</span></a></li>\n",
        escaped(href), place, escaped(relative_link(choice.page, source)),
        escaped(picture_label(picture, place, language)), marks);
}

}  // namespace

std::vector<PatientPlace> places_of(const PageContents& contents) {
    std::vector<PatientPlace> places;
    for (const PatientOnDisc& patient : contents.patients) {
        PatientPlace& place = places.emplace_back(PatientPlace{&patient.patient, {}});
        for (const PageStudy& study : patient.studies) place.studies.push_back({&patient.patient, &study, "", {}});
        std::ranges::stable_partition(place.studies, [](const StudyPlace& each) { return !each.study->notes.empty(); });
    }
    std::ranges::stable_partition(places, [](const PatientPlace& each) {
        return !each.studies.empty() && !each.studies.front().study->notes.empty();
    });
    std::size_t studies = 0;
    std::size_t notes = 0;
    for (PatientPlace& patient : places) {
        for (StudyPlace& study : patient.studies) {
            study.path = study_page_path(++studies);
            for (const PageNote& note : study.study->notes) study.notes.push_back({&note, note_page_path(++notes)});
        }
    }
    return places;
}

std::string framed(const PageContents& contents, const PageBody& body) {
    const PageWords& words = page_words(contents.language);
    std::string page = fmt::format(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"{0}\" xml:lang=\"{0}\">\n<head>\n"
        "<meta charset=\"utf-8\" />\n<meta http-equiv=\"Content-Security-Policy\" content=\"{1}\" />\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
        "<meta name=\"referrer\" content=\"no-referrer\" />\n<title>{2}</title>\n",
        words.language, page_policy, escaped(body.title));
    page += link_element("stylesheet", body.path, page_style_path);
    page += link_element("prev", body.path, body.previous);
    page += link_element("next", body.path, body.next);
    page += fmt::format("<script src=\"{}\" defer=\"defer\"></script>\n</head>\n<body>\n",
                        relative_link(body.path, page_script_path));
    page += fmt::format("<a class=\"skip-link\" href=\"#content\">{}</a>\n<header class=\"header\">\n", words.skip);
    if (body.path == index_page_path) {
        page += fmt::format("<span class=\"logo header-logo\" aria-hidden=\"true\">{}</span>\n", logo_svg());
    } else {
        page += fmt::format("<a class=\"logo header-logo\" href=\"{}\" aria-label=\"{}\">{}</a>\n",
                            relative_link(body.path, index_page_path), words.all_of_disc, logo_svg());
    }
    page += body.header;
    page += fmt::format("<span id=\"page-actions\" data-print=\"{}\"></span>\n</header>\n", words.print);
    page += fmt::format("<main class=\"content\" id=\"content\">\n{}</main>\n{}</body>\n</html>\n", body.markup,
                        page_foot(contents));
    return page;
}

std::string bdi(std::string_view text) { return fmt::format("<bdi>{}</bdi>", escaped(text)); }

std::string patient_name(std::string_view person_name, PageLanguage language) {
    const ReadableName name = readable_name(person_name);
    std::string markup = fmt::format("<span class=\"patient-name\"><bdi>{}</bdi>",
                                     escaped(name.primary.empty() ? page_words(language).no_name : name.primary));
    if (!name.secondary.empty()) {
        markup += fmt::format(" <bdi class=\"patient-name-other\">{}</bdi>", escaped(name.secondary));
    }
    return markup + "</span>";
}

std::string patient_header(const PagePatient& patient, PageLanguage language) {
    const PageWords& words = page_words(language);
    return fmt::format(
        "<p class=\"header-patient\"><b>{}</b> <span>{} {}</span> <span>{} {}</span> <span>{}</span></p>\n",
        patient_name(patient.name, language), words.patient_id, bdi(patient.id.empty() ? "–" : patient.id), words.born,
        bdi(patient.birth_date.empty() ? "–" : readable_date(patient.birth_date, language)),
        bdi(sex_words(patient.sex, language)));
}

std::string patient_line(const PagePatient& patient, PageLanguage language) {
    const PageWords& words = page_words(language);
    return fmt::format("<span class=\"paper-only\">{} · {} {} · {} {}</span>", patient_name(patient.name, language),
                       words.patient_id, bdi(patient.id.empty() ? "–" : patient.id), words.born,
                       bdi(patient.birth_date.empty() ? "–" : readable_date(patient.birth_date, language)));
}

std::string fact(std::string_view name, std::string_view value_markup) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value_markup.empty() ? "–" : value_markup);
}

std::string text_fact(std::string_view name, std::string_view value) {
    return fact(name, value.empty() ? "" : bdi(value));
}

std::string modality_chips(const PageStudy& study) {
    if (study.modalities.empty()) return "";
    std::string chips = "<span class=\"chips\">";
    for (const std::string& modality : study.modalities) {
        chips += fmt::format("<span class=\"chip\">{}</span>", escaped(modality));
    }
    return chips + "</span>";
}

std::string study_name(const PageStudy& study, PageLanguage language) {
    if (!study.description.empty()) return bdi(study.description);
    return fmt::format("<span class=\"muted\">{}</span>", page_words(language).no_description);
}

std::string note_head(const PageNote& note, std::string_view heading, std::string_view link, PageLanguage language) {
    const PageWords& words = page_words(language);
    std::string title = bdi(note.title.empty() ? words.untitled : note.title);
    if (!link.empty()) title = fmt::format("<a href=\"{}\">{}</a>", link, title);
    std::string markup = fmt::format("<header class=\"note-head\">\n<{0} class=\"note-title\">{1} {2}</{0}>\n", heading,
                                     star_svg(18), title);
    for (const std::string& modifier : note.modifiers) {
        markup += fmt::format("<span class=\"chip chip-accent\">{}</span>\n", bdi(modifier));
    }
    if (note.state == PageNoteState::superseded) {
        markup += fmt::format("<span class=\"note-marks\"><span class=\"chip chip-warning\">{}</span></span>\n",
                              words.superseded);
    }
    if (note.state == PageNoteState::withdrawn) {
        markup += fmt::format("<span class=\"note-marks\"><span class=\"chip chip-error\">{}</span></span>\n",
                              words.withdrawn);
    }
    return markup + "</header>\n";
}

std::string note_words(const PageNote& note, PageLanguage language) {
    const PageWords& words = page_words(language);
    const std::string text = escaped(note.text);
    const std::string tag = language_tag(note.language);
    std::string markup = text.empty() ? fmt::format("<p class=\"muted\">{}</p>\n", words.no_text)
                                      : fmt::format("<p class=\"note-description\" dir=\"auto\"{}>{}</p>\n",
                                                    tag.empty() ? "" : fmt::format(" lang=\"{}\"", tag), text);
    markup += "<p class=\"note-by muted\">";
    const std::string author = readable_name(note.author).whole();
    if (!author.empty()) markup += fmt::format("<bdi class=\"note-author\">{}</bdi> ", escaped(author));
    return markup + fmt::format("<span>{}</span></p>\n", note.made_at.empty()
                                                             ? std::string{words.no_date}
                                                             : escaped(readable_moment(note.made_at, language)));
}

std::string tiles(const PageNote& note, const TileChoice& choice, PageLanguage language) {
    const PageWords& words = page_words(language);
    if (note.pictures.empty()) return fmt::format("<p class=\"tiles-none\">{}</p>\n", words.no_objects);
    std::string markup = "<ul class=\"tiles\">\n";
    const std::size_t shown = std::min(choice.most, note.pictures.size());
    for (std::size_t i = 0; i < shown; ++i) markup += tile_markup(note.pictures[i], i + 1, choice, language);
    markup += "</ul>\n";
    if (shown == note.pictures.size()) return markup;
    const std::string left = readable_number(static_cast<std::int64_t>(note.pictures.size() - shown), language);
    return markup + fmt::format("<p class=\"tiles-more\"><a class=\"button\" href=\"{}#p{}\">{}</a></p>\n",
                                relative_link(choice.page, choice.note_page), shown + 1,
                                fmt::format(fmt::runtime(words.more_images), left));
}

std::string icon_link(std::string_view icon, std::string_view href, std::string_view words,
                      std::string_view css_class) {
    const bool is_behind = icon == "next";
    const std::string drawing = icon_svg(icon, 18);
    return fmt::format(R"(<a class="{}" href="{}">{}<span>{}</span>{}</a>)", css_class, href, is_behind ? "" : drawing,
                       words, is_behind ? drawing : "");
}

}  // namespace kinote::media
