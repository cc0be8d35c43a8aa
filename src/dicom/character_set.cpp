#include "dicom/character_set.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.hpp"
#include "dicom/repertoire.hpp"

namespace kinote::dicom {
namespace {

constexpr char escape = '\x1B';
constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view jis_roman_escape = "(J";

bool is_plain(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != escape; });
}

/// One pass over one value with the code extensions of ISO 2022 (PS3.5 6.1.2.5).
class CodeExtensionDecoder {
public:
    CodeExtensionDecoder(std::span<const std::uint8_t> declared, Vr vr, bool replaces)
        : declared_{declared}, vr_{vr}, replaces_{replaces} {
        reset();
    }

    /// Nothing where a byte has no meaning and it is not to be replaced.
    std::optional<std::string> decode(std::string_view bytes) {
        text_.reserve(bytes.size() * 2);
        while (!bytes.empty()) {
            const std::size_t taken = take(bytes);
            if (taken == 0) return std::nullopt;
            bytes.remove_prefix(taken);
        }
        return std::move(text_);
    }

    /// An escape sequence invoked what is not declared.
    [[nodiscard]] bool has_undeclared_escape() const { return has_undeclared_escape_; }

private:
    /// PS3.5 6.1.2.5.3: what value 1 declares is active at the start and again at each delimiter.
    void reset() {
        g0_ = default_repertoire;
        g1_ = default_repertoire;
        const std::uint8_t first = declared_.empty() ? default_repertoire : declared_.front();
        const RepertoireKind kind = repertoires()[first].kind;
        if (kind != RepertoireKind::double_g0) g1_ = first;
    }

    [[nodiscard]] bool is_delimiter(char c) const {
        if (c == '\n' || c == '\f' || c == '\r' || c == '\t') return true;
        if (c == '\\') return is_multi_valued_text(vr_);
        return vr_ == Vr::PN && (c == '^' || c == '=');
    }

    std::size_t take(std::string_view bytes) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        if (bytes.front() == escape) return take_escape(bytes);
        const bool is_in_pair_of_g0 =
            repertoires()[g0_].kind == RepertoireKind::double_g0 && byte > 0x20 && byte < 0x7F;
        if (is_in_pair_of_g0) return take_pair(bytes, g0_, 0x21, 0x7E);
        if (byte < 0x80) {
            if (is_delimiter(bytes.front())) reset();
            text_ += bytes.front();
            return 1;
        }
        if (repertoires()[g1_].kind == RepertoireKind::double_g1) return take_pair(bytes, g1_, 0xA1, 0xFE);
        if (g1_ != default_repertoire && append_single_byte(text_, g1_, byte)) return 1;
        return replace();
    }

    std::size_t take_pair(std::string_view bytes, std::uint8_t repertoire, unsigned char low, unsigned char high) {
        const auto first = static_cast<unsigned char>(bytes[0]);
        const auto second = static_cast<unsigned char>(bytes.size() > 1 ? bytes[1] : '\0');
        const bool is_pair = first >= low && first <= high && second >= low && second <= high;
        if (!is_pair || !append_double_byte(text_, repertoire, first & 0x7F, second & 0x7F)) {
            return replace() * (is_pair ? 2 : 1);
        }
        return 2;
    }

    std::size_t take_escape(std::string_view bytes) {
        bytes.remove_prefix(1);
        if (bytes.starts_with(jis_roman_escape)) {
            // JIS X 0201's Roman set, read as ASCII: its yen sign and overline are what Japanese systems write for
            // backslash and tilde.
            g0_ = default_repertoire;
            return 1 + jis_roman_escape.size();
        }
        const auto table = repertoires();
        const auto is_invoked = [&](const Repertoire& repertoire) {
            return !repertoire.escape.empty() && bytes.starts_with(repertoire.escape);
        };
        const auto found = std::ranges::find_if(table, is_invoked);
        if (found == table.end()) return replace();
        const auto index = static_cast<std::uint8_t>(found - table.begin());
        const bool is_in_g0 = found->kind == RepertoireKind::ascii || found->kind == RepertoireKind::double_g0;
        (is_in_g0 ? g0_ : g1_) = index;
        if (index != default_repertoire && std::ranges::count(declared_, index) == 0) has_undeclared_escape_ = true;
        return 1 + found->escape.size();
    }

    std::size_t replace() {
        if (!replaces_) return 0;
        text_ += replacement;
        return 1;
    }

    std::span<const std::uint8_t> declared_;
    Vr vr_;
    bool replaces_;
    std::uint8_t g0_ = default_repertoire;
    std::uint8_t g1_ = default_repertoire;
    bool has_undeclared_escape_ = false;
    std::string text_;
};

std::string with_replacements(std::string_view utf8) {
    std::string text;
    while (!utf8.empty()) {
        const std::size_t length = base::utf8_length(utf8);
        text += length > 0 ? utf8.substr(0, length) : replacement;
        utf8.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

/// A text without code extensions: all of it, or nothing.
std::optional<std::string> decode_whole(std::string_view bytes, std::uint8_t repertoire) {
    if (repertoires()[repertoire].iconv_name == "UTF-8") {
        return base::is_utf8(bytes) ? std::optional<std::string>{bytes} : std::nullopt;
    }
    std::string text;
    return append_whole(text, repertoire, bytes) ? std::optional{text} : std::nullopt;
}

bool is_whole(std::span<const std::uint8_t> declared) {
    return !declared.empty() && repertoires()[declared.front()].kind == RepertoireKind::whole;
}

std::vector<std::string_view> split(std::string_view value) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = value.find('\\');
        std::string_view part = value.substr(0, end);
        while (!part.empty() && (part.front() == ' ' || part.front() == '\0')) part.remove_prefix(1);
        while (!part.empty() && (part.back() == ' ' || part.back() == '\0')) part.remove_suffix(1);
        parts.push_back(part);
        if (end == std::string_view::npos || parts.size() == 16) return parts;
        value.remove_prefix(end + 1);
    }
}

}  // namespace

CharacterSet::CharacterSet(std::string_view value, std::string_view fallback)
    : fallback_{find_repertoire(fallback).value_or(*find_repertoire(default_fallback)).index} {
    const std::vector<std::string_view> terms = split(value);
    for (const std::string_view term : terms) {
        const bool is_first = term.data() == terms.front().data();
        const auto match = term.empty() ? RepertoireMatch{.is_exact = is_first} : find_repertoire(term);
        is_as_standard_ = is_as_standard_ && match && match->is_exact;
        if (!match) continue;
        repertoires_.push_back(match->index);
        // C.12.1.1.2: several values are all of Tables C.12-3 and C.12-4, only the first one may be empty.
        const bool may_be_combined = term.empty() || repertoires()[match->index].iso_2022 == term;
        if (terms.size() > 1 && !may_be_combined) is_as_standard_ = false;
    }
}

DecodedText CharacterSet::decode(std::string_view bytes, Vr vr) const {
    if (is_plain(bytes)) return {std::string{bytes}, TextDefect::none};
    const std::span<const std::uint8_t> declared =
        is_affected_by_character_set(vr) ? std::span{repertoires_} : std::span<const std::uint8_t>{};
    if (is_whole(declared)) {
        if (auto text = decode_whole(bytes, declared.front())) return {*std::move(text), TextDefect::none};
    } else {
        CodeExtensionDecoder decoder{declared, vr, false};
        if (auto text = decoder.decode(bytes)) {
            return {*std::move(text),
                    decoder.has_undeclared_escape() ? TextDefect::undeclared_escape : TextDefect::none};
        }
    }
    if (base::is_utf8(bytes)) return {std::string{bytes}, TextDefect::read_as_utf8};
    const std::array fallback{fallback_};
    const std::optional<std::string> read_as_fallback =
        is_whole(fallback) ? decode_whole(bytes, fallback_) : CodeExtensionDecoder{fallback, vr, false}.decode(bytes);
    if (read_as_fallback) return {*read_as_fallback, TextDefect::read_as_fallback};
    if (is_whole(declared)) return {with_replacements(bytes), TextDefect::replaced};
    return {CodeExtensionDecoder{declared, vr, true}.decode(bytes).value_or(""), TextDefect::replaced};
}

std::string_view first_characters(std::string_view utf8, std::size_t characters) {
    std::size_t end = 0;
    while (end < utf8.size() && characters > 0) {
        ++end;
        while (end < utf8.size() && (static_cast<unsigned char>(utf8[end]) & 0xC0) == 0x80) ++end;
        --characters;
    }
    return utf8.substr(0, end);
}

}  // namespace kinote::dicom
