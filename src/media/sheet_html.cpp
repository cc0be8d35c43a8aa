#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "base/digest.hpp"
#include "media/page_assets.hpp"
#include "media/page_markup.hpp"
#include "media/page_text.hpp"
#include "media/page_words.hpp"
#include "media/sheet.hpp"

namespace kinote::media {
namespace {

constexpr std::string_view base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// RFC 4648 4
std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) text += i <= count ? base64_letters[group >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

/// The stylesheet's digest as a Content-Security-Policy names it.
std::string style_source(std::string_view style) {
    const std::string hex = base::sha256_hex(style);
    std::string bytes;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        unsigned byte = 0;
        std::from_chars(hex.data() + at, hex.data() + at + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return "sha256-" + base64(bytes);
}

std::string made_by(const SheetContents& contents) {
    const std::string product = product_words(contents.product);
    const std::string made = readable_moment(contents.created_at, contents.language);
    if (product.empty() && made.empty()) return "";
    const std::string words =
        product.empty() ? "" : fmt::format(fmt::runtime(page_words(contents.language).made_with), escaped(product));
    return fmt::format("<span class=\"sheet-made\">{}{}{}</span>", words, words.empty() || made.empty() ? "" : " · ",
                       escaped(made));
}

std::string sheet_head(const SheetContents& contents) {
    const PageLanguage language = contents.language;
    const PageWords& words = page_words(language);
    const PageStudy& study = contents.study;
    const PagePatient& patient = contents.patient;
    std::string markup = fmt::format("<header class=\"sheet-head\">\n<p class=\"sheet-from\"><span>{}</span> {}</p>\n",
                                     bdi(contents.institution.name), made_by(contents));
    markup +=
        fmt::format("<p class=\"sheet-patient\">{}</p>\n<dl class=\"facts\">\n", patient_name(patient.name, language));
    markup += text_fact(words.patient_id, patient.id) +
              text_fact(words.born, birth_words(patient.birth_date, study.date, language)) +
              text_fact(words.sex, sex_words(patient.sex, language)) +
              text_fact(words.study_date, readable_date(study.date, language)) +
              fact(words.study, study_name(study, language)) +
              text_fact(words.accession_number, study.accession_number);
    return markup + "</dl>\n</header>\n";
}

std::string sheet_title(const PageNote& note, PageLanguage language) {
    const PageWords& words = page_words(language);
    std::string markup = fmt::format("<div class=\"sheet-title\">{}<h1>{}</h1>", star_svg(22),
                                     bdi(note.title.empty() ? words.untitled : note.title));
    for (const std::string& modifier : note.modifiers) {
        markup += fmt::format(" <span class=\"chip chip-accent\">{}</span>", bdi(modifier));
    }
    if (note.state == PageNoteState::superseded) {
        markup += fmt::format(" <span class=\"chip chip-warning\">{}</span>", words.superseded);
    }
    if (note.state == PageNoteState::withdrawn) {
        markup += fmt::format(" <span class=\"chip chip-error\">{}</span>", words.withdrawn);
    }
    return markup + "</div>\n";
}

std::string sheet_figure(const SheetContents& contents, std::size_t at) {
    const PagePicture& picture = contents.note.pictures[at];
    const std::string label = escaped(picture_label(picture, at + 1, contents.language));
    const bool has_jpeg = at < contents.jpegs.size() && !contents.jpegs[at].empty();
    std::string markup = "<figure>\n";
    if (has_jpeg) {
        markup +=
            fmt::format("<img src=\"data:image/jpeg;base64,{}\" alt=\"{}\" />\n", base64(contents.jpegs[at]), label);
    } else {
        markup +=
            fmt::format("<p class=\"sheet-missing\">{}</p>\n", escaped(missing_words(picture, contents.language)));
    }
    markup +=
        fmt::format("<figcaption>{}{}. <b>{}</b>", patient_line(contents.patient, contents.language), at + 1, label);
    if (!picture.kind.empty()) markup += fmt::format(" {}", bdi(picture.kind));
    return markup + "</figcaption>\n</figure>\n";
}

}  // namespace

std::string sheet_policy() {
    return fmt::format("default-src 'none'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
                       style_source(sheet_style()));
}

std::string sheet_html(const SheetContents& contents) {
    const PageWords& words = page_words(contents.language);
    const std::string style = sheet_style();
    const std::string name = readable_name(contents.patient.name).primary;
    std::string page = fmt::format(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"{0}\" xml:lang=\"{0}\" "
        "data-theme=\"light\">\n<head>\n<meta charset=\"utf-8\" />\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{1}\" />\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<title>{2} – {3}</title>\n"
        "<style>{4}</style>\n</head>\n<body>\n<main class=\"sheet\">\n",
        words.language, sheet_policy(), words.sheet, escaped(name.empty() ? words.no_name : name), style);
    page += sheet_head(contents) + sheet_title(contents.note, contents.language);
    const std::string text = escaped(contents.note.text);
    const std::string tag = language_tag(contents.note.language);
    if (!text.empty()) {
        page += fmt::format("<p class=\"sheet-text\" dir=\"auto\"{}>{}</p>\n",
                            tag.empty() ? "" : fmt::format(" lang=\"{}\"", tag), text);
    }
    const std::string author = readable_name(contents.note.author).whole();
    page += "<p class=\"muted\">";
    if (!author.empty()) page += fmt::format("{} {} · ", words.author, bdi(author));
    page += contents.note.made_at.empty() ? std::string{words.no_date}
                                          : escaped(readable_moment(contents.note.made_at, contents.language));
    const std::size_t pictures = contents.note.pictures.size();
    page += fmt::format("</p>\n<div class=\"sheet-pictures{}\">\n", pictures == 1 ? " sheet-pictures-one" : "");
    for (std::size_t i = 0; i < pictures; ++i) page += sheet_figure(contents, i);
    return page + "</div>\n</main>\n</body>\n</html>\n";
}

}  // namespace kinote::media
