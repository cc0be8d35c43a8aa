#include "media/page_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.hpp"
#include "dicom/date_time.hpp"

namespace kinote::media {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

bool are_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// U+202A to U+202E and U+2066 to U+2069 embed, override and isolate; U+0080 to U+009F and U+2028, U+2029 control.
bool is_left_out(std::string_view character) {
    if (character.size() == 1) {
        const auto byte = static_cast<unsigned char>(character.front());
        return (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F;
    }
    if (character.size() == 2) return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
    if (!character.starts_with("\xE2\x80") && !character.starts_with("\xE2\x81")) return false;
    const auto last = static_cast<unsigned char>(character[2]);
    if (character[1] == '\x80') return last >= 0xA8 && last <= 0xAE;
    return last >= 0xA6 && last <= 0xA9;
}

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

std::vector<std::string_view> parts_between(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> name_components(std::string_view group) {
    std::vector<std::string> found;
    for (const std::string_view part : parts_between(group, '^')) found.emplace_back(without_blanks(part));
    return found;
}

std::string with_separator(std::vector<std::string> parts, std::string_view separator) {
    std::erase(parts, "");
    return fmt::format("{}", fmt::join(parts, separator));
}

// Family, Prefix Given Middle, Suffix.
std::string western_order(std::string_view group) {
    std::vector<std::string> parts = name_components(group);
    parts.resize(5);
    return with_separator({parts[0], with_separator({parts[3], parts[1], parts[2]}, " "), parts[4]}, ", ");
}

std::string calendar_date(std::string_view year, std::string_view month, std::string_view day, PageLanguage language) {
    if (language == PageLanguage::german) return fmt::format("{}.{}.{}", day, month, year);
    return fmt::format("{}-{}-{}", year, month, day);
}

}  // namespace

PageLanguage page_language_from(std::string_view tag) {
    const bool is_german = tag.size() >= 2 && (tag[0] == 'd' || tag[0] == 'D') && (tag[1] == 'e' || tag[1] == 'E') &&
                           (tag.size() == 2 || tag[2] == '-' || tag[2] == '_');
    return is_german ? PageLanguage::german : PageLanguage::english;
}

std::string cleaned(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        std::size_t length = base::utf8_length(text);
        if (length == 0) {
            clean += replacement;
            length = 1;
        } else if (text.front() == '\r' || text.front() == '\f') {  // PS3.5 6.1.3
            if (text.starts_with("\r\n")) length = 2;
            clean += '\n';
        } else if (!is_left_out(text.substr(0, length))) {
            clean += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    while (!clean.empty() && (clean.back() == '\n' || clean.back() == ' ')) clean.pop_back();
    return clean;
}

std::string escaped(std::string_view text) {
    std::string markup;
    for (const char c : cleaned(text)) {
        switch (c) {
            case '&': markup += "&amp;"; break;
            case '<': markup += "&lt;"; break;
            case '>': markup += "&gt;"; break;
            case '"': markup += "&quot;"; break;
            case '\'': markup += "&#39;"; break;
            default: markup += c;
        }
    }
    return markup;
}

std::string ReadableName::whole() const { return with_separator({primary, secondary}, " "); }

ReadableName readable_name(std::string_view person_name) {
    const std::string name = cleaned(person_name);
    if (name.find_first_of("^=") == std::string::npos) return {std::string{without_blanks(name)}, ""};
    std::vector<std::string_view> groups = parts_between(name, '=');
    groups.resize(3);
    const std::string latin = western_order(groups[0]);
    const std::string written = with_separator(name_components(groups[1]), " ");
    const std::string spoken = with_separator(name_components(groups[2]), " ");
    const std::string others =
        !written.empty() && !spoken.empty() ? fmt::format("{} ({})", written, spoken) : written + spoken;
    if (latin.empty()) return {others, ""};
    return {latin, others};
}

std::string readable_date(std::string_view date, PageLanguage language) {
    std::string digits{without_blanks(date)};
    // As ACR-NEMA wrote it.
    if (digits.size() == 10 && digits[4] == '.' && digits[7] == '.') std::erase(digits, '.');
    const bool is_date = digits.size() == 8 && are_digits(digits) && dicom::parse_date_time(digits).has_value();
    if (!is_date) return cleaned(without_blanks(date));
    return calendar_date(digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2), language);
}

std::string readable_time(std::string_view time) {
    const std::string_view digits = without_blanks(time);
    if (digits.size() < 4 || !are_digits(digits.substr(0, 4))) return "";
    return fmt::format("{}:{}", digits.substr(0, 2), digits.substr(2, 2));
}

std::string readable_moment(std::string_view date_time, PageLanguage language) {
    const std::string_view text = without_blanks(date_time);
    const auto moment = dicom::parse_date_time(text);
    if (!moment || text.size() < 8 || !are_digits(text.substr(0, 8))) return cleaned(text);
    std::string readable = readable_date(text.substr(0, 8), language);
    const std::string time = readable_time(text.substr(8));
    if (time.empty()) return readable;
    readable += ' ' + time;
    if (!moment->offset_minutes) return readable;
    const std::string offset = dicom::to_utc_offset(*moment->offset_minutes);
    return fmt::format("{} (UTC{}:{})", readable, offset.substr(0, 3), offset.substr(3));
}

int years_between(std::string_view birth_date, std::string_view date) {
    const std::string_view birth = without_blanks(birth_date);
    const std::string_view day = without_blanks(date);
    if (birth.size() != 8 || day.size() != 8 || !are_digits(birth) || !are_digits(day) || day < birth) return -1;
    return (std::stoi(std::string{day}) - std::stoi(std::string{birth})) / 10'000;
}

std::string readable_number(std::int64_t number, PageLanguage language) {
    std::string digits = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;) {
        at -= 3;
        digits.insert(at, 1, language == PageLanguage::german ? '.' : ',');
    }
    return digits;
}

std::string language_tag(std::string_view language) {
    constexpr std::size_t longest = 35;  // RFC 5646 4.4.1
    const bool is_tag =
        language.size() >= 2 && language.size() <= longest && std::ranges::all_of(language, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        });
    return is_tag && language.front() != '-' && language.back() != '-' ? std::string{language} : std::string{};
}

}  // namespace kinote::media
