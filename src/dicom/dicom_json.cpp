#include "dicom/dicom_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

namespace kinote::dicom {
namespace {

constexpr std::int64_t largest_exact_number = std::int64_t{1} << 53U;  // of a JSON reader that knows doubles only

// Numbers as RFC 8259 6 writes them: no plus sign, no leading zero, digits on both sides of the point.
bool is_json_number(std::string_view text) {
    const auto take_digits = [&text] {
        const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(count);
        return count;
    };
    if (text.starts_with('-')) text.remove_prefix(1);
    const bool begins_with_zero = text.starts_with('0');
    const std::size_t whole = take_digits();
    if (whole == 0 || (begins_with_zero && whole > 1)) return false;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (take_digits() == 0) return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
        if (take_digits() == 0) return false;
    }
    return text.empty();
}

// "+5", "007" and ".5" are numbers in DICOM alone.
void append_decimal(std::string& json, std::string_view text) {
    if (is_json_number(text)) {
        json += text;
        return;
    }
    const std::string_view unsigned_text = text.starts_with('+') ? text.substr(1) : text;
    double number = 0;
    const auto [end, failure] =
        std::from_chars(unsigned_text.data(), unsigned_text.data() + unsigned_text.size(), number);
    const bool is_number =
        failure == std::errc{} && end == unsigned_text.data() + unsigned_text.size() && std::isfinite(number);
    if (is_number) {
        fmt::format_to(std::back_inserter(json), "{}", number);
    } else {
        append_json_string(json, text);
    }
}

// PS3.18 F.2.2: the component groups by their names; an empty one is left out.
void append_person_name(std::string& json, std::string_view name) {
    constexpr std::array<std::string_view, 3> groups{"Alphabetic", "Ideographic", "Phonetic"};
    json += '{';
    bool is_first = true;
    for (const std::string_view group : groups) {
        const std::size_t end = std::min(name.find('='), name.size());
        if (end > 0) {
            if (!is_first) json += ',';
            is_first = false;
            fmt::format_to(std::back_inserter(json), R"("{}":)", group);
            append_json_string(json, name.substr(0, end));
        }
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    json += '}';
}

template <typename Number>
Number number_at(std::span<const std::byte> bytes, std::size_t index) {
    static_assert(std::endian::native == std::endian::little);
    Number number{};
    std::memcpy(&number, bytes.data() + index * sizeof(Number), sizeof(Number));
    return number;
}

template <typename Number>
void append_integers(std::string& json, std::span<const std::byte> bytes) {
    for (std::size_t index = 0; index < bytes.size() / sizeof(Number); ++index) {
        if (index > 0) json += ',';
        const auto number = number_at<Number>(bytes, index);
        const bool is_exact =
            std::cmp_less_equal(number, largest_exact_number) && std::cmp_greater_equal(number, -largest_exact_number);
        const std::string text = fmt::to_string(number);
        if (is_exact) {
            json += text;
        } else {
            append_json_string(json, text);
        }
    }
}

template <typename Number>
void append_floats(std::string& json, std::span<const std::byte> bytes) {
    for (std::size_t index = 0; index < bytes.size() / sizeof(Number); ++index) {
        if (index > 0) json += ',';
        const auto number = number_at<Number>(bytes, index);
        if (std::isfinite(number)) {
            fmt::format_to(std::back_inserter(json), "{}", number);
        } else if (std::isnan(number)) {
            json += R"("NaN")";
        } else {
            json += number > 0 ? R"("Infinity")" : R"("-Infinity")";
        }
    }
}

void append_tags(std::string& json, std::span<const std::byte> bytes) {
    for (std::size_t index = 0; index < bytes.size() / 4; ++index) {
        if (index > 0) json += ',';
        fmt::format_to(std::back_inserter(json), R"("{:04X}{:04X}")", number_at<std::uint16_t>(bytes, 2 * index),
                       number_at<std::uint16_t>(bytes, 2 * index + 1));
    }
}

void append_item(std::string& json, const Item& item) {
    json += '{';
    bool is_first = true;
    for (const Element element : item.elements()) {
        if (element.tag().is_group_length()) continue;
        if (!is_first) json += ',';
        is_first = false;
        append_json_attribute(json, element);
    }
    json += '}';
}

}  // namespace

void append_json_string(std::string& json, std::string_view utf8) {
    json += '"';
    for (const char character : utf8) {
        switch (character) {
            case '"': json += R"(\")"; break;
            case '\\': json += R"(\\)"; break;
            case '\n': json += R"(\n)"; break;
            case '\r': json += R"(\r)"; break;
            case '\t': json += R"(\t)"; break;
            default:
                if (static_cast<unsigned char>(character) < 0x20) {
                    fmt::format_to(std::back_inserter(json), "\\u{:04x}", static_cast<unsigned>(character));
                } else {
                    json += character;
                }
        }
    }
    json += '"';
}

void append_json_head(std::string& json, Tag tag, Vr vr) {
    fmt::format_to(std::back_inserter(json), R"("{:04X}{:04X}":{{"vr":"{}")", tag.group, tag.element,
                   to_string(is_known(vr) ? vr : Vr::UN));
}

void append_json_texts(std::string& json, Vr vr, std::span<const std::string> values) {
    if (std::ranges::all_of(values, &std::string::empty)) return;
    json += R"(,"Value":[)";
    bool is_first = true;
    for (const std::string& value : values) {
        if (!is_first) json += ',';
        is_first = false;
        if (value.empty()) {
            json += "null";
        } else if (vr == Vr::PN) {
            append_person_name(json, value);
        } else if (vr == Vr::DS || vr == Vr::IS) {
            append_decimal(json, value);
        } else {
            append_json_string(json, value);
        }
    }
    json += ']';
}

bool is_listed_number(Vr vr) {
    constexpr std::array listed{Vr::AT, Vr::FD, Vr::FL, Vr::SL, Vr::SS, Vr::SV, Vr::UL, Vr::US, Vr::UV};
    return std::ranges::find(listed, vr) != listed.end();
}

void append_json_numbers(std::string& json, Vr vr, std::span<const std::byte> bytes) {
    const std::size_t size = vr == Vr::AT ? 4 : number_size(vr);
    if (bytes.size() < size) return;
    json += R"(,"Value":[)";
    switch (vr) {
        case Vr::AT: append_tags(json, bytes); break;
        case Vr::FD: append_floats<double>(json, bytes); break;
        case Vr::FL: append_floats<float>(json, bytes); break;
        case Vr::SL: append_integers<std::int32_t>(json, bytes); break;
        case Vr::SS: append_integers<std::int16_t>(json, bytes); break;
        case Vr::SV: append_integers<std::int64_t>(json, bytes); break;
        case Vr::UL: append_integers<std::uint32_t>(json, bytes); break;
        case Vr::UV: append_integers<std::uint64_t>(json, bytes); break;
        default: append_integers<std::uint16_t>(json, bytes);
    }
    json += ']';
}

void append_json_binary(std::string& json, std::span<const std::byte> bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (bytes.empty()) return;
    json += R"(,"InlineBinary":")";
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t index = 0; index < 3; ++index) {
            group = group << 8U | (index < count ? std::to_integer<std::uint32_t>(bytes[at + index]) : 0U);
        }
        for (std::size_t index = 0; index < 4; ++index) {
            json += index <= count ? letters[group >> (18 - 6 * index) & 0x3FU] : '=';
        }
    }
    json += '"';
}

void append_json_attribute(std::string& json, const Element& element) {
    const Vr vr = element.is_sequence() ? Vr::SQ : element.vr();
    append_json_head(json, element.tag(), vr);
    if (element.is_sequence()) {
        if (!element.items().empty()) {
            json += R"(,"Value":[)";
            bool is_first = true;
            for (const Item item : element.items()) {
                if (!is_first) json += ',';
                is_first = false;
                append_item(json, item);
            }
            json += ']';
        }
    } else if (is_text(vr)) {
        append_json_texts(json, vr, element.texts());
    } else if (is_listed_number(vr)) {
        append_json_numbers(json, vr, element.bytes());
    } else {
        append_json_binary(json, element.bytes());
    }
    json += '}';
}

}  // namespace kinote::dicom
