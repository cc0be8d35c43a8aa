#pragma once
// Digests of all bytes of a source, read in pieces of 256 KiB.

#include <stop_token>
#include <string>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

/// The SHA-256, as 64 hexadecimal digits.
/// @throws base::Error unavailable where it is to stop; what the source throws.
[[nodiscard]] std::string sha256_of(const ByteSource& bytes, const std::stop_token& stop);

/// The base::Checksum. @throws as sha256_of().
[[nodiscard]] std::string checksum_of(const ByteSource& bytes, const std::stop_token& stop);

struct SourceDigests {
    std::string sha256;
    std::string checksum;
};

/// Both, of one reading. @throws base::Error corrupt where the source became shorter; as sha256_of().
[[nodiscard]] SourceDigests digests_of(const ByteSource& bytes, const std::stop_token& stop);

}  // namespace kinote::dicom
