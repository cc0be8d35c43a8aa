#pragma once
// What an order of discs would come to, before anybody asks for it.

#include <cstdint>
#include <string>
#include <vector>

#include "database/database.hpp"
#include "exporter/media_request.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::exporter {

struct LeftOutObject {
    database::MediaObject object;
    std::string reason;
};

struct MediaPreview {
    std::int64_t objects = 0;             ///< that would go, KOSDs that are still to be made not counted
    std::int64_t bytes = 0;               ///< about: what is decompressed may need more or less
    std::int64_t discs = 0;               ///< about
    std::vector<LeftOutObject> refused;   ///< that the profile cannot take: the export would fail over them
    std::vector<LeftOutObject> left_out;  ///< of a de-identified export, unless they are confirmed
};

/// Writes nothing. A de-identified one reads every object up to its pixel data; what is NEARLINE is taken to go.
/// @throws Error as parts_of(); refused where nothing is visible, or an object alone is larger than a disc.
[[nodiscard]] MediaPreview preview_media(database::Database& database, const image_cache::ImageCache& image_cache,
                                         const MediaOrder& order);

}  // namespace kinote::exporter
