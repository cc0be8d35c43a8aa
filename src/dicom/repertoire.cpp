#include "dicom/repertoire.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <memory>

#include "base/error.hpp"

namespace kinote::dicom {
namespace {

using enum RepertoireKind;

constexpr std::array known_repertoires{
    Repertoire{"ISO_IR 6", "ISO 2022 IR 6", ascii, "", "(B"},
    Repertoire{"ISO_IR 100", "ISO 2022 IR 100", single_byte, "ISO-8859-1", "-A"},
    Repertoire{"ISO_IR 101", "ISO 2022 IR 101", single_byte, "ISO-8859-2", "-B"},
    Repertoire{"ISO_IR 109", "ISO 2022 IR 109", single_byte, "ISO-8859-3", "-C"},
    Repertoire{"ISO_IR 110", "ISO 2022 IR 110", single_byte, "ISO-8859-4", "-D"},
    Repertoire{"ISO_IR 144", "ISO 2022 IR 144", single_byte, "ISO-8859-5", "-L"},
    Repertoire{"ISO_IR 127", "ISO 2022 IR 127", single_byte, "ISO-8859-6", "-G"},
    Repertoire{"ISO_IR 126", "ISO 2022 IR 126", single_byte, "ISO-8859-7", "-F"},
    Repertoire{"ISO_IR 138", "ISO 2022 IR 138", single_byte, "ISO-8859-8", "-H"},
    Repertoire{"ISO_IR 148", "ISO 2022 IR 148", single_byte, "ISO-8859-9", "-M"},
    Repertoire{"ISO_IR 203", "ISO 2022 IR 203", single_byte, "ISO-8859-15", "-b"},
    Repertoire{"ISO_IR 166", "ISO 2022 IR 166", single_byte, "TIS-620", "-T"},
    Repertoire{"ISO_IR 13", "ISO 2022 IR 13", katakana, "", ")I"},
    Repertoire{"", "ISO 2022 IR 87", double_g0, "EUC-JP", "$B"},
    Repertoire{"", "ISO 2022 IR 159", double_g0, "EUC-JP", "$(D"},
    Repertoire{"", "ISO 2022 IR 149", double_g1, "EUC-KR", "$)C"},
    Repertoire{"", "ISO 2022 IR 58", double_g1, "EUC-CN", "$)A"},
    Repertoire{"ISO_IR 192", "", whole, "UTF-8", ""},
    Repertoire{"GB18030", "", whole, "GB18030", ""},
    Repertoire{"GBK", "", whole, "GBK", ""},
};

/// JIS X 0212 is in EUC-JP behind the byte SS3.
constexpr std::string_view supplementary_escape = "$(D";
constexpr char single_shift_three = '\x8F';

/// An open conversion to UTF-8. One thread.
class Conversion {
public:
    explicit Conversion(std::string_view from) : descriptor_{iconv_open("UTF-8", std::string{from}.c_str())} {
        if (descriptor_ == invalid()) {
            throw base::Error{base::ErrorKind::internal, "glibc's iconv has no " + std::string{from} +
                                                             ": its gconv modules are missing on this machine"};
        }
    }
    ~Conversion() { iconv_close(descriptor_); }
    Conversion(const Conversion&) = delete;
    Conversion& operator=(const Conversion&) = delete;

    /// @return false, with nothing appended, where the bytes are not valid.
    bool append(std::string& utf8, std::string_view bytes) {
        const std::size_t before = utf8.size();
        std::array<char, 512> buffer;
        char* from = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
        std::size_t left = bytes.size();
        iconv(descriptor_, nullptr, nullptr, nullptr, nullptr);
        while (left > 0) {
            char* to = buffer.data();
            std::size_t room = buffer.size();
            const std::size_t result = iconv(descriptor_, &from, &left, &to, &room);
            utf8.append(buffer.data(), buffer.size() - room);
            if (result == static_cast<std::size_t>(-1) && room == buffer.size()) {
                utf8.resize(before);
                return false;
            }
        }
        return true;
    }

private:
    static iconv_t invalid() { return reinterpret_cast<iconv_t>(-1); }  // NOLINT(performance-no-int-to-ptr): iconv's
    iconv_t descriptor_;
};

/// iconv_open takes a lock and reads tables, so each thread keeps what it opened.
Conversion& conversion_for(std::uint8_t repertoire) {
    thread_local std::array<std::unique_ptr<Conversion>, known_repertoires.size()> open;
    if (!open[repertoire]) open[repertoire] = std::make_unique<Conversion>(known_repertoires[repertoire].iconv_name);
    return *open[repertoire];
}

/// Letters and digits only, upper case: what misspellings have in common.
std::string essence(std::string_view term) {
    std::string letters;
    for (const char c : term) {
        const auto letter = static_cast<unsigned char>(c);
        if (std::isalnum(letter) != 0) letters += static_cast<char>(std::toupper(letter));
    }
    return letters;
}

std::optional<std::uint8_t> find_misspelt(const std::string& letters) {
    static const std::map<std::string, std::string_view> names{
        {"ISO88591", "ISO_IR 100"}, {"LATIN1", "ISO_IR 100"}, {"ISO88592", "ISO_IR 101"}, {"ISO88595", "ISO_IR 144"},
        {"ISO88597", "ISO_IR 126"}, {"UTF8", "ISO_IR 192"},   {"ISO10646", "ISO_IR 192"}, {"ASCII", "ISO_IR 6"}};
    const auto name = names.find(letters);
    const std::string wanted = name != names.end() ? essence(name->second) : letters;
    const auto is_meant = [&](const Repertoire& repertoire) {
        return essence(repertoire.term) == wanted || essence(repertoire.iso_2022) == wanted;
    };
    const auto found = std::ranges::find_if(known_repertoires, is_meant);
    if (wanted.empty() || found == known_repertoires.end()) return std::nullopt;
    return static_cast<std::uint8_t>(found - known_repertoires.begin());
}

void append_code_point(std::string& utf8, unsigned code_point) {
    utf8 += static_cast<char>(0xE0 | code_point >> 12);
    utf8 += static_cast<char>(0x80 | (code_point >> 6 & 0x3F));
    utf8 += static_cast<char>(0x80 | (code_point & 0x3F));
}

}  // namespace

std::span<const Repertoire> repertoires() { return known_repertoires; }

std::optional<RepertoireMatch> find_repertoire(std::string_view term) {
    const auto is_named = [&](const Repertoire& repertoire) {
        return !term.empty() && (repertoire.term == term || repertoire.iso_2022 == term);
    };
    const auto found = std::ranges::find_if(known_repertoires, is_named);
    if (found != known_repertoires.end())
        return RepertoireMatch{static_cast<std::uint8_t>(found - known_repertoires.begin()), true};
    const std::optional<std::uint8_t> misspelt = find_misspelt(essence(term));
    return misspelt ? std::optional{RepertoireMatch{*misspelt, false}} : std::nullopt;
}

bool append_single_byte(std::string& utf8, std::uint8_t repertoire, unsigned char byte) {
    if (byte < 0xA0) return false;
    if (known_repertoires[repertoire].kind == katakana) {
        if (byte == 0xA0 || byte > 0xDF) return false;
        append_code_point(utf8, 0xFF61U + (byte - 0xA1U));
        return true;
    }
    const char character = static_cast<char>(byte);
    return conversion_for(repertoire).append(utf8, {&character, 1});
}

bool append_double_byte(std::string& utf8, std::uint8_t repertoire, unsigned char first, unsigned char second) {
    const std::array bytes{single_shift_three, static_cast<char>(first | 0x80), static_cast<char>(second | 0x80)};
    const std::string_view all{bytes.data(), bytes.size()};
    const bool is_supplementary = known_repertoires[repertoire].escape == supplementary_escape;
    return conversion_for(repertoire).append(utf8, is_supplementary ? all : all.substr(1));
}

bool append_whole(std::string& utf8, std::uint8_t repertoire, std::string_view bytes) {
    return conversion_for(repertoire).append(utf8, bytes);
}

}  // namespace kinote::dicom
