#pragma once
// An object as it goes on a medium: with a File Meta Information of its own, in a transfer syntax of the profile.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "database/media_table.hpp"
#include "deidentification/deidentification.hpp"
#include "dicom/byte_source.hpp"
#include "media/media_profile.hpp"

namespace kinote::exporter {

/// What frames an object has are decoded as it is read. @param part10  as it is stored. @param how  it is
/// de-identified; null: it is not.
/// @throws base::Error refused where the profile takes it neither as it is nor uncompressed, corrupt where it cannot be
/// understood.
[[nodiscard]] std::unique_ptr<const dicom::ByteSource> on_medium(std::unique_ptr<const dicom::ByteSource> part10,
                                                                 const database::MediaObject& object,
                                                                 media::MediaProfile profile,
                                                                 const deidentification::Deidentification* how);

/// Why a profile takes an object neither as it is nor uncompressed, and what to do; nothing where it takes it.
[[nodiscard]] std::optional<std::string> reason_to_refuse(media::MediaProfile profile,
                                                          std::string_view transfer_syntax_uid);

/// The data set alone, in Explicit VR Little Endian; compressed pixel data as it is stored, unless that hinders it.
/// @throws as on_medium().
[[nodiscard]] std::unique_ptr<const dicom::ByteSource> explicit_data_set(
    std::unique_ptr<const dicom::ByteSource> part10);

}  // namespace kinote::exporter
