#pragma once
// Whether two objects hold the same data set, and the digest that names one.

#include <string>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

/// Compares two Part 10 objects without their group 0002. True where the bytes are equal, or where the elements and
/// their values are, whatever the encoding: byte order, explicit or implicit VR, deflated, defined or undefined
/// lengths, padding of values, group lengths, Data Set Trailing Padding (FFFC,FFFC), how pixel data is cut into
/// fragments. Memory does not depend on the sizes. @throws base::Error corrupt where one that differs bytewise cannot
/// be parsed.
[[nodiscard]] bool is_same_data_set(const ByteSource& left, const ByteSource& right);

/// SHA-256 of the bytes behind group 0002, as 64 hexadecimal digits. Streamed. @throws base::Error corrupt where it is
/// not to be found where they begin.
[[nodiscard]] std::string data_set_digest(const ByteSource& part10);

}  // namespace kinote::dicom
