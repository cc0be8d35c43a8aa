#include "ingest/arrival_file.hpp"

#include <cstddef>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/file.hpp"

namespace kinote::ingest {
namespace {

using base::Error;
using base::ErrorKind;

std::filesystem::path copy_to_staging(image_cache::ImageCache& image_cache, const dicom::ByteSource& object) {
    std::filesystem::path staged = image_cache.staging().new_file();
    base::File file = base::File::create(staged);
    try {
        std::vector<std::byte> buffer(std::size_t{256} * 1024);
        for (std::uint64_t offset = 0; offset < object.size();) {
            const std::size_t count = object.read_at(offset, buffer);
            if (count == 0) throw Error{ErrorKind::unavailable, "an object became shorter while it was copied"};
            file.write(std::span{buffer}.first(count));
            offset += count;
        }
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(staged, ignored);
        throw;
    }
    return staged;
}

}  // namespace

image_cache::KeptFile keep_file(image_cache::ImageCache& image_cache, const Arrival& arrival) {
    if (arrival.file && arrival.file_use == FileUse::move) return image_cache.keep(*arrival.file);
    if (arrival.file) {
        if (std::optional<image_cache::KeptFile> linked = image_cache.keep_link(*arrival.file)) {
            return std::move(*linked);
        }
    }
    return keep_copy(image_cache, arrival.object);
}

image_cache::KeptFile keep_copy(image_cache::ImageCache& image_cache, const dicom::ByteSource& object) {
    return image_cache.keep(copy_to_staging(image_cache, object));
}

}  // namespace kinote::ingest
