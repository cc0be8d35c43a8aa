#pragma once
// Values of text elements: without padding, one by one.

#include <string>
#include <string_view>
#include <vector>

#include "dicom/vr.hpp"

namespace kinote::dicom {

/// Without trailing spaces and NULs, leading spaces where they mean nothing (PS3.5 6.2), and control characters; the
/// line ends and tabs of LT, ST and UT stay.
[[nodiscard]] std::string without_padding(std::string_view utf8, Vr vr);

/// The values of a decoded text, each without padding. One value for an empty text.
[[nodiscard]] std::vector<std::string> split_values(std::string_view utf8, Vr vr);

/// The first value, without padding.
[[nodiscard]] std::string first_value(std::string_view utf8, Vr vr);

}  // namespace kinote::dicom
