#pragma once
// How a transfer syntax encodes a data set, PS3.5 chapter 10 and Annex A.

#include <span>
#include <string_view>

namespace kinote::dicom {

struct Encoding {
    bool explicit_vr = true;
    bool big_endian = false;
    bool deflated = false;
    bool encapsulated = false;  ///< Pixel Data as fragments, PS3.5 A.4

    friend bool operator==(const Encoding&, const Encoding&) = default;
};

struct TransferSyntax {
    std::string_view uid;
    std::string_view name;  ///< as in PS3.6 Table A-1
    Encoding encoding;
};

/// Every transfer syntax for composite objects known here, retired ones included.
[[nodiscard]] std::span<const TransferSyntax> transfer_syntaxes();

/// Null where unknown.
[[nodiscard]] const TransferSyntax* find_transfer_syntax(std::string_view uid);

/// The encoding of a known transfer syntax; Explicit VR Little Endian with encapsulated pixel data for any other UID,
/// as every transfer syntax added since 1996 is.
[[nodiscard]] Encoding encoding_of(std::string_view transfer_syntax_uid);

/// Empty where unknown.
[[nodiscard]] std::string_view transfer_syntax_name(std::string_view uid);

}  // namespace kinote::dicom
