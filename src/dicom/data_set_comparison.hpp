#pragma once
// Whether two objects hold the same data set.

#include <cstdint>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

/// Compares two Part 10 objects without their group 0002. True where the bytes are equal, or where the elements and
/// their values are, whatever the encoding: byte order, explicit or implicit VR, deflated, defined or undefined
/// lengths, padding of values, group lengths, Data Set Trailing Padding (FFFC,FFFC), how pixel data is cut into
/// fragments. Memory does not depend on the sizes.
/// @param left   the one that is known: a right one that inflates to far more is another.
/// @param most_inflated  bytes: of deflated objects with more only equal bytes are the same, as a few kilobytes could
///                       else keep the caller busy for as long as their sender likes.
/// @throws base::Error corrupt where one that differs bytewise cannot be parsed.
[[nodiscard]] bool is_same_data_set(const ByteSource& left, const ByteSource& right,
                                    std::uint64_t most_inflated = std::uint64_t{256} << 20U);

}  // namespace kinote::dicom
