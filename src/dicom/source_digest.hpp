#pragma once

#include <stop_token>
#include <string>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

/// The SHA-256 of all bytes, as 64 hexadecimal digits. Reads in pieces of 1 MiB.
/// @throws base::Error unavailable where it is to stop; what the source throws.
[[nodiscard]] std::string sha256_of(const ByteSource& bytes, const std::stop_token& stop);

}  // namespace kinote::dicom
