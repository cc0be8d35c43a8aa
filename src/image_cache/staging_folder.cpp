#include "image_cache/staging_folder.hpp"

#include <fmt/format.h>
#include <sys/file.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace kinote::image_cache {
namespace {

constexpr const char* lock_name = "lock";

std::filesystem::path make_own_folder(const std::filesystem::path& parent) {
    std::filesystem::path path = parent / base::random_hex(8);
    std::error_code failure;
    std::filesystem::create_directories(path, failure);
    if (failure) {
        throw base::Error{base::ErrorKind::refused,
                          fmt::format("cannot make the folder {}: {}", path.string(), failure.message())};
    }
    return path;
}

base::File lock_file(const std::filesystem::path& path) {
    base::File file = base::File::create(path);
    if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
        throw base::Error{base::ErrorKind::unavailable, fmt::format("cannot lock {}", path.string())};
    }
    return file;
}

// A folder without a lock file is one that is just being made, or just being removed.
bool is_abandoned(const std::filesystem::path& folder) {
    if (!std::filesystem::exists(folder / lock_name)) return false;
    const base::File lock = base::File::open_for_reading(folder / lock_name);
    return ::flock(lock.descriptor(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

StagingFolder::StagingFolder(const std::filesystem::path& parent)
    : path_{make_own_folder(parent)}, lock_{lock_file(path_ / lock_name)} {}

StagingFolder::~StagingFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path StagingFolder::new_file() const { return path_ / base::random_hex(12); }

std::int64_t StagingFolder::remove_abandoned(const std::filesystem::path& parent) {
    std::int64_t removed = 0;
    for (const auto& entry : std::filesystem::directory_iterator{parent}) {
        if (!entry.is_directory() || !is_abandoned(entry.path())) continue;
        const auto count = std::filesystem::remove_all(entry.path());
        removed += static_cast<std::int64_t>(count) - 2;  // the folder and its lock are no files of anyone
    }
    return removed;
}

}  // namespace kinote::image_cache
