#pragma once
// Objects that lie in the cache as files: how they get there.

#include "image_cache/image_cache.hpp"
#include "ingest/arrival.hpp"

namespace kinote::ingest {

/// Takes the arrival into the cache as a file: moved, linked or copied, as its file and its use allow. Durable on
/// return; gone again unless the caller releases it. Any thread.
/// @throws Error unavailable where there is no space.
[[nodiscard]] image_cache::KeptFile keep_file(image_cache::ImageCache& image_cache, const Arrival& arrival);

/// The same for a copy, whatever the arrival's file.
[[nodiscard]] image_cache::KeptFile keep_copy(image_cache::ImageCache& image_cache, const dicom::ByteSource& object);

}  // namespace kinote::ingest
