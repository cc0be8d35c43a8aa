#pragma once
// Text of DICOM values as UTF-8, for every Specific Character Set (0008,0005) that PS3.3 C.12.1.1.2 defines, with the
// code extensions of ISO 2022 (PS3.5 6.1.2.5).

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/vr.hpp"

namespace kinote::dicom {

/// What had to be done so that a text could be read.
enum class TextDefect : std::uint8_t {
    none,
    undeclared_escape,  ///< an escape sequence invoked a set that (0008,0005) does not name
    read_as_utf8,       ///< not decodable as declared, valid UTF-8
    read_as_fallback,   ///< neither; decoded with the caller's fallback
    replaced,           ///< nothing fits: U+FFFD stands for what cannot be decoded
};

struct DecodedText {
    std::string text;  ///< valid UTF-8
    TextDefect defect = TextDefect::none;
};

/// The character set for what nothing else explains, unless a site sets another.
inline constexpr std::string_view default_fallback = "ISO_IR 100";

/// The character sets of one data set or item. A value; any thread.
class CharacterSet {
public:
    /// The default repertoire, ISO_IR 6.
    CharacterSet() = default;
    /// @param value  the bytes of (0008,0005), values separated by backslash; common misspellings are understood.
    /// @param fallback  a defined term; an unknown one counts as ISO_IR 100.
    explicit CharacterSet(std::string_view value, std::string_view fallback = default_fallback);

    /// The value bytes as UTF-8, all values with their backslashes; NULs and trailing padding are left as they are.
    /// Never throws for content.
    [[nodiscard]] DecodedText decode(std::string_view bytes, Vr vr) const;

    /// Every term of the value is known and they may be combined.
    [[nodiscard]] bool is_as_standard() const noexcept { return is_as_standard_; }

private:
    std::vector<std::uint8_t> repertoires_;  ///< indexes of the table of repertoires, value 1 first
    std::uint8_t fallback_ = 0;
    bool is_as_standard_ = true;
};

/// At most `characters` code points of it, never a part of one.
[[nodiscard]] std::string_view first_characters(std::string_view utf8, std::size_t characters);

}  // namespace kinote::dicom
