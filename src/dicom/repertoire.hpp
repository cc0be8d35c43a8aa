#pragma once
// The character repertoires behind Specific Character Set, PS3.3 C.12.1.1.2 Tables C.12-2 to C.12-5.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kinote::dicom {

enum class RepertoireKind : std::uint8_t {
    ascii,        ///< ISO 646 in G0, nothing in G1
    single_byte,  ///< 96 characters in G1
    katakana,     ///< JIS X 0201: its Roman set in G0, half-width katakana in G1
    double_g0,    ///< 94 x 94 characters in G0
    double_g1,    ///< 94 x 94 characters in G1
    whole,        ///< no code extensions: UTF-8, GB18030, GBK
};

struct Repertoire {
    std::string_view term;      ///< without code extensions; empty where there is none
    std::string_view iso_2022;  ///< with code extensions; empty where there is none
    RepertoireKind kind;
    std::string_view iconv_name;  ///< of glibc; for double-byte sets the EUC that holds the set
    std::string_view escape;      ///< what stands behind ESC to invoke it
};

/// Index of the default repertoire, ISO_IR 6.
inline constexpr std::uint8_t default_repertoire = 0;

[[nodiscard]] std::span<const Repertoire> repertoires();

struct RepertoireMatch {
    std::uint8_t index = default_repertoire;
    bool is_exact = true;  ///< false for a misspelling such as "ISO-IR 100" or "utf8"
};

/// Nothing where no repertoire is meant.
[[nodiscard]] std::optional<RepertoireMatch> find_repertoire(std::string_view term);

/// Appends characters of G1 of a single-byte repertoire or of katakana. @return false where one is none; then nothing
/// of it is appended. C1 control characters are none (PS3.5 6.1.3).
bool append_single_byte(std::string& utf8, std::uint8_t repertoire, unsigned char byte);

/// Appends what two bytes (each 0x21 to 0x7E) are in a double-byte repertoire. @return as append_single_byte.
bool append_double_byte(std::string& utf8, std::uint8_t repertoire, unsigned char first, unsigned char second);

/// Appends a text in GB18030 or GBK. @return false, with nothing appended, where it is not valid.
bool append_whole(std::string& utf8, std::uint8_t repertoire, std::string_view bytes);

}  // namespace kinote::dicom
