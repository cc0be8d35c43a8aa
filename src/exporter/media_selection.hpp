#pragma once
// What an export to media is of at this moment, and which of it goes on which disc.

#include <cstdint>
#include <stop_token>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/media_table.hpp"
#include "image_cache/image_cache.hpp"
#include "media/media_profile.hpp"

namespace kinote::exporter {

/// The visible objects of its parts, none twice, patient by patient.
/// @throws Error refused where there is none.
[[nodiscard]] std::vector<database::MediaObject> select_for_media(database::Connection& connection,
                                                                  const database::MediaExportRow& request);

/// An opened object: its bytes as they go on the medium.
using OpenMedium = std::function<std::unique_ptr<const dicom::ByteSource>(const database::MediaObject&)>;

/// The objects of each disc, those of a series together, in the order in which they go there. Where a study needs more
/// than one disc its key groups are on the first of them.
/// @param objects  as select_for_media() gives them. @param open  asked for the size of what does not go as it is
/// stored. @throws Error refused where an object alone is larger than a disc.
[[nodiscard]] std::vector<std::vector<database::MediaObject>> plan_media(std::vector<database::MediaObject> objects,
                                                                         const database::MediaExportRow& request,
                                                                         const OpenMedium& open);

}  // namespace kinote::exporter
