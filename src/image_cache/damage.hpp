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

/// Whether the object is still where that row says, unmarked, and of the same bytes. In a transaction that holds the
/// study.
[[nodiscard]] bool is_where_it_was(database::Connection& connection, const database::StoredObject& before);

/// Gives the cache copy up for the one that an archive in use has committed, and audits that: the object is NEARLINE.
/// Only of one of which has_committed_copy() and is_where_it_was() are true. @param by  the task or door that found it.
/// @throws Error unavailable where the object changes at this moment.
void give_up_copy(database::Transaction& transaction, const database::StoredObject& object, std::string_view by,
                  std::int64_t now_ms);

/// ImageCache::open_checked(), which raises that exception before it throws corrupt. No transaction is to be open.
[[nodiscard]] std::unique_ptr<dicom::ByteSource> open_undamaged(const ImageCache& image_cache,
                                                                database::Database& database, const base::Clock& clock,
                                                                const database::StoredObject& object,
                                                                const std::stop_token& stop);

}  // namespace kinote::image_cache
