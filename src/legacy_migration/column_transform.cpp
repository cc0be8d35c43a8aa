#include "legacy_migration/column_transform.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "legacy_migration/source_time.hpp"
#include "legacy_migration/utf_text.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::string_view encoding_prefix = "encoding=";
constexpr double seconds_to_2001 = 978'307'200;  // from 1970-01-01
constexpr double julian_day_of_1970 = 2'440'587.5;
constexpr double seconds_of_a_day = 86'400;
constexpr double most_seconds = 1e12;  // far outside the years that are read

std::optional<double> number_from(std::string_view text) {
    text = trimmed(text);
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::optional<std::string> moment_text(std::optional<double> unix_seconds) {
    if (!unix_seconds || std::abs(*unix_seconds) > most_seconds) return std::nullopt;
    return source_time_text(std::llround(*unix_seconds * 1000));
}

std::optional<unsigned> hexadecimal_digit(char character) {
    if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
    if (character >= 'a' && character <= 'f') return static_cast<unsigned>(character - 'a') + 10;
    if (character >= 'A' && character <= 'F') return static_cast<unsigned>(character - 'A') + 10;
    return std::nullopt;
}

// "X'2B3C'", as SQLite's driver shows bytes of a computed column, or "2B3C".
std::optional<std::string> bytes_from_hexadecimal(std::string_view text) {
    if (text.size() > 2 && (text.starts_with("X'") || text.starts_with("x'")) && text.ends_with('\'')) {
        text = text.substr(2, text.size() - 3);
    }
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hexadecimal_digit(text[i]);
        const auto low = hexadecimal_digit(text[i + 1]);
        if (!high || !low) return std::nullopt;
        bytes += static_cast<char>((*high << 4U) | *low);
    }
    return bytes;
}

// A UID begins with 0, 1 or 2 and a dot, which no text of hexadecimal digits looks like once packed.
bool is_packed(std::string_view bytes) {
    return bytes.starts_with('\x1B') || bytes.starts_with('\x2B') || bytes.starts_with('\x3B');
}

}  // namespace

std::optional<Transform> transform_from(std::string_view word) {
    if (word == "packed_uid") return Transform{Transform::Kind::packed_uid, ""};
    if (word == "epoch_2001") return Transform{Transform::Kind::epoch_2001, ""};
    if (word == "unix") return Transform{Transform::Kind::unix_time, ""};
    if (word == "julian") return Transform{Transform::Kind::julian, ""};
    if (!word.starts_with(encoding_prefix)) return std::nullopt;
    std::string encoding{word.substr(encoding_prefix.size())};
    if (!is_known_encoding(encoding)) return std::nullopt;
    return Transform{Transform::Kind::encoding, std::move(encoding)};
}

bool is_time_transform(Transform::Kind kind) {
    return kind == Transform::Kind::epoch_2001 || kind == Transform::Kind::unix_time || kind == Transform::Kind::julian;
}

std::optional<std::string> apply_transform(const Transform& transform, std::string_view bytes) {
    switch (transform.kind) {
        case Transform::Kind::packed_uid: {
            if (is_packed(bytes)) return unpack_uid(bytes);
            const auto unpacked = bytes_from_hexadecimal(bytes);
            return unpacked ? unpack_uid(*unpacked) : std::nullopt;
        }
        case Transform::Kind::epoch_2001: {
            const auto number = number_from(bytes);
            return moment_text(number ? std::optional{*number + seconds_to_2001} : std::nullopt);
        }
        case Transform::Kind::unix_time: return moment_text(number_from(bytes));
        case Transform::Kind::julian: {
            const auto number = number_from(bytes);
            return moment_text(number ? std::optional{(*number - julian_day_of_1970) * seconds_of_a_day}
                                      : std::nullopt);
        }
        case Transform::Kind::encoding: return decode_text(bytes, transform.encoding);
    }
    std::abort();
}

std::optional<std::string> unpack_uid(std::string_view bytes) {
    constexpr std::string_view characters = "0123456789.";
    std::string uid;
    for (const char byte : bytes) {
        const unsigned value = static_cast<unsigned char>(byte);
        for (const unsigned nibble : {value >> 4U, value & 0x0FU}) {
            if (nibble == 0) return uid;
            if (nibble > characters.size()) return std::nullopt;
            uid += characters[nibble - 1];
        }
    }
    return uid;
}

}  // namespace kinote::legacy_migration
