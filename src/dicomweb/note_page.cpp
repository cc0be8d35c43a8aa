#include "dicomweb/note_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "dicomweb/xml_text.hpp"

namespace kinote::dicomweb {
namespace {

std::string escaped(std::string_view text) {
    std::string markup;
    append_xml_text(markup, text);
    return markup;
}

// "Reader^Anna" of "Reader^Anna=..." as "Reader Anna".
std::string shown_name(std::string_view name) {
    std::string shown{name.substr(0, name.find('='))};
    std::ranges::replace(shown, '^', ' ');
    return shown;
}

// "20240131111213.5+0100" as "2024-01-31 11:12:13 +0100"; as it stands where it is no whole date.
std::string shown_time(std::string_view moment) {
    constexpr std::size_t of_date = 8;
    const std::size_t zone = std::min(moment.find_first_of("+-"), moment.size());
    const std::string_view digits = moment.substr(0, std::min(zone, moment.find('.')));
    const bool are_digits = digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!are_digits || digits.size() < of_date) return std::string{moment};
    std::string shown = fmt::format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2));
    if (digits.size() >= of_date + 4) {
        shown += fmt::format(" {}:{}", digits.substr(8, 2), digits.substr(10, 2));
        if (digits.size() >= of_date + 6) shown += fmt::format(":{}", digits.substr(12, 2));
    }
    if (zone < moment.size()) shown += fmt::format(" {}", moment.substr(zone));
    return shown;
}

std::string title_of(const note::KeyImageNote& note) {
    std::string title = note.title.meaning.empty() ? std::string{"Key image note"} : note.title.meaning;
    std::string_view separator = " (";
    for (const note::Code& modifier : note.modifiers) {
        title += std::exchange(separator, ", ");
        title += modifier.meaning;
    }
    if (!note.modifiers.empty()) title += ')';
    return title;
}

}  // namespace

std::string note_as_html(const note::KeyImageNote& note, const std::vector<NotePicture>& pictures) {
    const std::string title = escaped(title_of(note));
    const std::string language = escaped(note.language);
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"{}>\n<head><meta "
        "charset=\"utf-8\"/><title>{}</title>"
        "</head>\n<body>\n<h1>{}</h1>\n",
        language.empty() ? "" : fmt::format(" lang=\"{0}\" xml:lang=\"{0}\"", language), title, title);
    html += "<dl>\n";
    const auto add = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, escaped(value));
    };
    add("Patient", shown_name(note.patient.name));
    add("Patient ID", note.patient.id);
    add("Author", shown_name(note.author));
    add("Time", shown_time(note.times.made_at));
    html += "</dl>\n";
    for (std::string_view rest = note.description; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        html += fmt::format("<p>{}</p>\n", escaped(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    html += "<ol>\n";
    for (const NotePicture& picture : pictures) {
        if (picture.url.empty()) {
            html += fmt::format("<li>{} is not here</li>\n", escaped(picture.label));
        } else {
            const std::string url = escaped(picture.url);
            html += fmt::format("<li><a href=\"{}\"><img src=\"{}\" alt=\"Image {}\"/></a></li>\n", url, url,
                                escaped(picture.label));
        }
    }
    html += "</ol>\n</body>\n</html>\n";
    return html;
}

std::string note_as_text(const note::KeyImageNote& note, const std::vector<NotePicture>& pictures) {
    std::string text = title_of(note) + "\r\n\r\n";
    const auto add = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) text += fmt::format("{}: {}\r\n", name, value);
    };
    add("Patient", shown_name(note.patient.name));
    add("Patient ID", note.patient.id);
    add("Author", shown_name(note.author));
    add("Time", shown_time(note.times.made_at));
    text += "\r\n";
    for (const char character : note.description) {
        if (character == '\n') text += '\r';
        text += character;
    }
    text += "\r\n\r\n";
    for (const NotePicture& picture : pictures) {
        text += fmt::format("Image {}: {}\r\n", picture.label, picture.url.empty() ? "is not here" : picture.url);
    }
    return text;
}

}  // namespace kinote::dicomweb
