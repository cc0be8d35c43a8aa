#pragma once
// Value Representations, PS3.5 6.2.

#include <cstdint>
#include <string>

namespace kinote::dicom {

/// A Value Representation; the number is its two letters, the first one high. A VR that is not listed here is
/// possible as a value (a later edition's): it counts as a binary VR with a 32-bit length.
enum class Vr : std::uint16_t {
    AE = 0x4145,
    AS = 0x4153,
    AT = 0x4154,
    CS = 0x4353,
    DA = 0x4441,
    DS = 0x4453,
    DT = 0x4454,
    FD = 0x4644,
    FL = 0x464C,
    IS = 0x4953,
    LO = 0x4C4F,
    LT = 0x4C54,
    OB = 0x4F42,
    OD = 0x4F44,
    OF = 0x4F46,
    OL = 0x4F4C,
    OV = 0x4F56,
    OW = 0x4F57,
    PN = 0x504E,
    SH = 0x5348,
    SL = 0x534C,
    SQ = 0x5351,
    SS = 0x5353,
    ST = 0x5354,
    SV = 0x5356,
    TM = 0x544D,
    UC = 0x5543,
    UI = 0x5549,
    UL = 0x554C,
    UN = 0x554E,
    UR = 0x5552,
    US = 0x5553,
    UT = 0x5554,
    UV = 0x5556,
};

/// The two letters, e.g. "PN".
[[nodiscard]] std::string to_string(Vr vr);

/// One of the VRs of PS3.5 Table 6.2-1.
[[nodiscard]] bool is_known(Vr vr);

/// Values are characters, not numbers or bytes.
[[nodiscard]] bool is_text(Vr vr);

/// Values are text that Specific Character Set (0008,0005) governs: LO, LT, PN, SH, ST, UC, UT.
[[nodiscard]] bool is_affected_by_character_set(Vr vr);

/// The backslash separates values of this text VR: all but LT, ST, UT and UR.
[[nodiscard]] bool is_multi_valued_text(Vr vr);

/// Explicit encoding has two reserved bytes and a 32-bit length, PS3.5 Table 7.1-1.
[[nodiscard]] bool has_long_length(Vr vr);

/// Bytes of one number, whose order depends on the transfer syntax: 1, 2, 4 or 8.
[[nodiscard]] unsigned number_size(Vr vr);

}  // namespace kinote::dicom
