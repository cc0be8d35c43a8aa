#pragma once
// Files whose rows are gone: each goes once the transaction is committed that has listed it, and its line after it.

#include <stop_token>

#include "database/database.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::image_cache {

/// Removes what is listed, whoever has listed it. A file that a row names all the same stays, and its line goes; one
/// that cannot be removed stays listed, with the reason.
void remove_listed_files(database::Database& database, const ImageCache& image_cache, const std::stop_token& stop);

}  // namespace kinote::image_cache
