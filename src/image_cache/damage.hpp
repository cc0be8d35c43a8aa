#pragma once
// An object whose bytes in the cache are others than those that came: who finds it tells people.

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string_view>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "dicom/byte_source.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::image_cache {

/// Of exceptions about such objects.
inline constexpr std::string_view damage_cause = "damaged_here";

/// Raises the exception, or brings it up to date. @param words  what is wrong with it.
void raise_damage(database::Transaction& transaction, const database::StoredObject& object, std::string_view words,
                  std::int64_t now_ms);

/// ImageCache::open_checked(), which raises that exception before it throws corrupt. No transaction is to be open.
[[nodiscard]] std::unique_ptr<dicom::ByteSource> open_undamaged(const ImageCache& image_cache,
                                                                database::Database& database, const base::Clock& clock,
                                                                const database::StoredObject& object,
                                                                const std::stop_token& stop);

}  // namespace kinote::image_cache
