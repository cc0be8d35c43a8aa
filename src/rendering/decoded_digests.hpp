#pragma once
// What of a compressed object can be told again however its pixels are compressed, if without loss.

#include <optional>

#include "dicom/byte_source.hpp"
#include "dicom/content_digest.hpp"

namespace kinote::rendering {

/// The digests of the object with its pixel data decompressed: those that dicom::digest_content() gives of the same
/// object uncompressed. Decodes each frame; memory as RecodedObject.
/// @return nothing where it is not compressed, or cannot be decoded exactly. @throws base::Error as the source.
[[nodiscard]] std::optional<dicom::ContentDigests> digest_decoded(const dicom::ByteSource& part10);

}  // namespace kinote::rendering
