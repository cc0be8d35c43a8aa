#include "legacy_migration/utf_text.hpp"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>

#include "base/utf8.hpp"

namespace kinote::legacy_migration {
namespace {

struct CloseConversion {
    void operator()(void* conversion) const noexcept { iconv_close(conversion); }
};
using Conversion = std::unique_ptr<void, CloseConversion>;

Conversion open_conversion(const std::string& encoding) {
    iconv_t opened = iconv_open("UTF-8", encoding.c_str());
    // NOLINTNEXTLINE(performance-no-int-to-ptr): (iconv_t)-1 is how iconv says no
    return Conversion{opened == reinterpret_cast<iconv_t>(-1) ? nullptr : opened};
}

void append_code_point(std::string& text, std::uint32_t point) {
    const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xC0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        text += static_cast<char>(0xE0U | (point >> 12U));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0U | (point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

}  // namespace

bool append_utf16(std::string& text, std::span<const char16_t> units) {
    for (std::size_t i = 0; i < units.size(); ++i) {
        const std::uint32_t unit = units[i];
        if (unit < 0x80) {
            text += static_cast<char>(unit);
        } else if (unit < 0xD800 || unit >= 0xE000) {
            append_code_point(text, unit);
        } else {
            const std::uint32_t next = i + 1 < units.size() ? units[i + 1] : 0;
            if (unit >= 0xDC00 || next < 0xDC00 || next >= 0xE000) return false;
            append_code_point(text, 0x10000 + ((unit - 0xD800) << 10U) + (next - 0xDC00));
            ++i;
        }
    }
    return true;
}

std::u16string to_utf16(std::string_view text) {
    constexpr char16_t replacement = 0xFFFD;
    std::u16string units;
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const std::size_t length = base::utf8_length(text);
        if (length == 0) {
            units += replacement;
            text.remove_prefix(1);
            continue;
        }
        std::uint32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
        for (std::size_t i = 1; i < length; ++i) {
            point = (point << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
        }
        if (point < 0x10000) {
            units += static_cast<char16_t>(point);
        } else {
            units += static_cast<char16_t>(0xD800U + ((point - 0x10000U) >> 10U));
            units += static_cast<char16_t>(0xDC00U + ((point - 0x10000U) & 0x3FFU));
        }
        text.remove_prefix(length);
    }
    return units;
}

std::optional<std::string> decode_text(std::string_view bytes, const std::string& encoding) {
    const Conversion conversion = open_conversion(encoding);
    if (!conversion) return std::nullopt;
    std::string input{bytes};
    char* from = input.data();
    std::size_t left = input.size();
    std::string text;
    std::array<char, 1024> buffer{};
    bool is_flushing = false;
    while (true) {
        char* to = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t result =
            iconv(conversion.get(), is_flushing ? nullptr : &from, is_flushing ? nullptr : &left, &to, &room);
        text.append(buffer.data(), buffer.size() - room);
        const bool is_full = result == static_cast<std::size_t>(-1) && errno == E2BIG;
        if (is_full) continue;
        if (result == static_cast<std::size_t>(-1)) return std::nullopt;
        if (is_flushing) return text;
        is_flushing = true;
    }
}

bool is_known_encoding(const std::string& encoding) { return open_conversion(encoding) != nullptr; }

std::string_view trimmed(std::string_view text) {
    const auto is_blank = [](char character) {
        return static_cast<unsigned char>(character) <= 0x20 || character == 0x7F;
    };
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

}  // namespace kinote::legacy_migration
