#include "legacy_migration/legacy_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "legacy_migration/odbc_text.hpp"
#include "legacy_migration/utf_text.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::array words_for_true{"1", "true", "t", "yes", "y"};
constexpr std::array words_for_false{"", "0", "false", "f", "no", "n"};
constexpr std::size_t most_frames = 1'000;

bool is_control(char character) { return static_cast<unsigned char>(character) < 0x20 || character == 0x7F; }

}  // namespace

std::string clean_text(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r') {
            const bool is_pair = i + 1 < text.size() && text[i + 1] == '\n';
            if (!is_pair) clean += '\n';
        } else if (!is_control(text[i]) || text[i] == '\n' || text[i] == '\t') {
            clean += text[i];
        }
    }
    return clean;
}

std::string clean_line(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (const char character : text) clean += is_control(character) ? ' ' : character;
    return std::string{trimmed(clean)};
}

std::string person_name(std::string_view name) {
    std::string clean = clean_line(name);
    if (clean.find('^') != std::string::npos || std::ranges::count(clean, ',') != 1) return clean;
    const std::size_t comma = clean.find(',');
    const std::string_view family = trimmed(std::string_view{clean}.substr(0, comma));
    const std::string_view given = trimmed(std::string_view{clean}.substr(comma + 1));
    std::string made{family};
    if (!given.empty()) made.append("^").append(given);
    return made;
}

std::string patient_sex(std::string_view word) {
    const std::string lower = lower_case(trimmed(word));
    if (lower == "m" || lower == "male") return "M";
    if (lower == "f" || lower == "female") return "F";
    if (lower == "o" || lower == "other") return "O";
    return {};
}

std::optional<std::vector<std::int32_t>> frame_numbers(std::string_view text) {
    constexpr std::string_view separators = ",;\\ \t";
    std::vector<std::int32_t> frames;
    while (true) {
        const std::size_t begin = text.find_first_not_of(separators);
        if (begin == std::string_view::npos) return frames;
        text.remove_prefix(begin);
        std::int32_t frame = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), frame);
        if (failure != std::errc{} || frame < 1 || frames.size() == most_frames) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.empty() && separators.find(text.front()) == std::string_view::npos) return std::nullopt;
        if (std::ranges::find(frames, frame) == frames.end()) frames.push_back(frame);
    }
}

std::optional<bool> flag_from(std::string_view word) {
    const std::string lower = lower_case(trimmed(word));
    if (std::ranges::find(words_for_true, lower) != words_for_true.end()) return true;
    if (std::ranges::find(words_for_false, lower) != words_for_false.end()) return false;
    return std::nullopt;
}

}  // namespace kinote::legacy_migration
