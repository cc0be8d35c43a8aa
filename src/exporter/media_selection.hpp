#pragma once
// What an export to media is of at this moment, and which of it goes on which disc.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "database/media_table.hpp"

namespace kinote::exporter {

/// The visible objects of the parts but the omitted, none twice, patient by patient. @param omitted  SOP Instance UIDs.
/// @throws Error refused where there is none.
[[nodiscard]] std::vector<database::MediaObject> select_for_media(database::Connection& connection,
                                                                  std::span<const database::MediaPart> parts,
                                                                  database::ExportScope scope,
                                                                  std::span<const std::string> omitted);

/// The bytes of an object as it goes on the medium, without its File Meta Information.
using SizeOnMedium = std::function<std::uint64_t(const database::MediaObject&)>;

/// The objects of each disc, those of a series together, in the order in which they go there. Where a study needs more
/// than one disc its key groups are on the first of them.
/// @param objects  as select_for_media() gives them. @param disc_bytes  of one disc. @throws Error refused where an
/// object alone is larger than a disc, and what `size` throws.
[[nodiscard]] std::vector<std::vector<database::MediaObject>> plan_media(std::vector<database::MediaObject> objects,
                                                                         std::uint64_t disc_bytes,
                                                                         const SizeOnMedium& size);

}  // namespace kinote::exporter
