#include "media/readme.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/folded_text.hpp"
#include "base/utf8.hpp"
#include "media/page_names.hpp"
#include "media/page_text.hpp"
#include "media/page_words.hpp"

namespace kinote::media {
namespace {

constexpr std::size_t longest_line = 76;

constexpr auto written_out = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"}, {"ä", "ae"}, {"ö", "oe"},  {"ü", "ue"},       {"ß", "ss"}, {"Æ", "Ae"},
    {"æ", "ae"}, {"Ø", "Oe"}, {"ø", "oe"}, {"Å", "Aa"}, {"å", "aa"},  {"–", "-"},        {"—", "-"},  {"‘", "'"},
    {"’", "'"},  {"“", "\""}, {"”", "\""}, {"„", "\""}, {"…", "..."}, {"\xC2\xA0", " "},
});

bool is_ascii_text(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    return true;
}

bool is_capital_letter(char c) { return c >= 'A' && c <= 'Z'; }
char to_capital(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string ascii_character(std::string_view character) {
    if (character.size() == 1) return std::string{character};
    for (const auto& [from, to] : written_out) {
        if (from == character) return std::string{to};
    }
    std::string plain = base::searchable(character);
    if (plain.empty() || !is_ascii_text(plain)) return "?";
    if (base::folded(character) != character) plain[0] = to_capital(plain[0]);
    return plain;
}

struct ReadmeWords {
    std::string_view heading;
    std::string_view made;
    std::string_view label;
    std::string_view look;
    std::string_view look_text;
    std::string_view structure;
    std::string_view index;
    std::string_view web;
    std::string_view dicomdir;
    std::string_view dicom;
    std::string_view readme;
    std::string_view sums;
    std::string_view disclaimer;
};

constexpr ReadmeWords english_readme{
    .heading = "MEDICAL IMAGES AND KEY IMAGE NOTES",
    .made = "Made",
    .label = "Label",
    .look = "HOW TO LOOK AT THIS DISC",
    .look_text =
        "Open the file INDEX.HTM with a web browser. Nothing has to be installed, and nothing is sent "
        "anywhere. The pages show the key images as pictures for orientation. For diagnosis, open the DICOM "
        "images with a DICOM viewer, or import the disc into a picture archive (PACS): it reads the file "
        "DICOMDIR.",
    .structure = "WHAT IS ON THIS DISC",
    .index = "the first page: patients, studies, notes and key images",
    .web = "the other pages, and the pictures as JPEG",
    .dicomdir = "the directory of the DICOM files",
    .dicom = "the DICOM files: images, key object selections, presentation states and reports",
    .readme = "this text",
    .sums = "checksums of the files",
    .disclaimer = "PLEASE NOTE",
};

constexpr ReadmeWords german_readme{
    .heading = "MEDIZINISCHE BILDER UND SCHLÜSSELBILDNOTIZEN",
    .made = "Erstellt",
    .label = "Bezeichnung",
    .look = "SO SEHEN SIE DIESE DISC AN",
    .look_text =
        "Öffnen Sie die Datei INDEX.HTM mit einem Webbrowser. Es muss nichts installiert werden, und nichts "
        "wird irgendwohin gesendet. Die Seiten zeigen die Schlüsselbilder zur Übersicht. Für die Befundung "
        "öffnen Sie die DICOM-Bilder mit einem DICOM-Betrachter, oder lesen Sie die Disc in ein Bildarchiv "
        "(PACS) ein: Es liest die Datei DICOMDIR.",
    .structure = "WAS AUF DIESER DISC IST",
    .index = "die erste Seite: Patienten, Studien, Notizen und Schlüsselbilder",
    .web = "die weiteren Seiten, und die Bilder als JPEG",
    .dicomdir = "das Verzeichnis der DICOM-Dateien",
    .dicom = "die DICOM-Dateien: Bilder, Auswahldokumente, Präsentationszustände und Berichte",
    .readme = "dieser Text",
    .sums = "Prüfsummen der Dateien",
    .disclaimer = "BITTE BEACHTEN",
};

/// Words that are folded into lines, each with an indent; the first may have another.
void add_folded(std::string& text, std::string_view words, std::string first, std::size_t indent) {
    const std::string ascii = ascii_text(words);
    std::string line = std::move(first);
    line.resize(std::max(line.size(), indent), ' ');
    bool is_begun = false;
    std::string_view left = ascii;
    while (!left.empty()) {
        const auto end = left.find(' ');
        std::string_view word = left.substr(0, end);
        left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
        if (is_begun && line.size() + 1 + word.size() > longest_line) {
            text.append(line).append("\r\n");
            line.assign(indent, ' ');
            is_begun = false;
        }
        for (; word.size() > longest_line - indent; word.remove_prefix(longest_line - indent)) {
            text.append(line).append(word.substr(0, longest_line - indent)).append("\r\n");
            line.assign(indent, ' ');
        }
        if (is_begun) line += ' ';
        line += word;
        is_begun = true;
    }
    text.append(line).append("\r\n");
}

void add_heading(std::string& text, std::string_view heading) {
    text.append("\r\n");
    add_folded(text, heading, "", 0);
    text.append("\r\n");
}

void add_lines(std::string& text, std::string_view lines) {
    const std::string clean = cleaned(lines);
    std::string_view left = clean;
    while (!left.empty()) {
        const auto end = left.find('\n');
        add_folded(text, left.substr(0, end), "", 0);
        if (end == std::string_view::npos) return;
        left.remove_prefix(end + 1);
    }
}

}  // namespace

std::string ascii_text(std::string_view text) {
    std::string ascii;
    const std::string clean = cleaned(text);
    std::string_view left = clean;
    while (!left.empty()) {
        const std::size_t length = base::utf8_length(left);
        std::string letters =
            left.front() == '\n' || left.front() == '\t' ? " " : ascii_character(left.substr(0, length));
        const bool is_within_capitals =
            is_capital_letter(letters[0]) && left.size() > length && is_capital_letter(left[length]);
        if (is_within_capitals) std::ranges::transform(letters, letters.begin(), to_capital);
        ascii += letters;
        left.remove_prefix(length);
    }
    return ascii;
}

std::string readme_text(const PageContents& contents) {
    const ReadmeWords& own = contents.language == PageLanguage::german ? german_readme : english_readme;
    const PageWords& words = page_words(contents.language);
    std::string text;
    add_folded(text, own.heading, "", 0);
    text.append("\r\n");
    add_lines(text, contents.institution.name);
    add_lines(text, contents.institution.contact);
    text.append("\r\n");
    constexpr std::size_t column = 13;
    const std::string product = product_words(contents.product);
    const std::string made = readable_moment(contents.created_at, contents.language);
    if (!made.empty()) add_folded(text, made, fmt::format("{}:", own.made), column);
    if (!product.empty()) add_folded(text, fmt::format(fmt::runtime(words.made_with), product), "", column);
    if (!contents.label.empty()) add_folded(text, contents.label, fmt::format("{}:", own.label), column);
    if (contents.discs > 1) {
        add_folded(text, fmt::format(fmt::runtime(words.disc), contents.disc, contents.discs), "", column);
    }
    add_heading(text, own.look);
    add_folded(text, own.look_text, "", 0);
    add_heading(text, own.structure);
    for (const auto& [name, meaning] : {std::pair<std::string_view, std::string_view>{index_page_path, own.index},
                                        {page_folder, own.web},
                                        {"DICOMDIR", own.dicomdir},
                                        {contents.dicom_folder, own.dicom},
                                        {readme_path, own.readme},
                                        {contents.checksums, own.sums}}) {
        if (!name.empty()) add_folded(text, meaning, std::string{name}, column);
    }
    add_heading(text, own.disclaimer);
    add_folded(text, words.disclaimer, "", 0);
    return text;
}

}  // namespace kinote::media
