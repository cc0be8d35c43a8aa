#include "image_cache/staging_folder.hpp"

#include <fmt/format.h>
#include <sys/file.h>

#include <optional>

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

// The lock gets its name once it is held: who finds one that is free has found that of a dead process.
base::File lock_folder(const std::filesystem::path& folder) {
    const std::filesystem::path unnamed = folder / "lock.new";
    base::File file = base::File::create(unnamed);
    std::error_code failure;
    if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) == 0) {
        std::filesystem::rename(unnamed, folder / lock_name, failure);
        if (!failure) return file;
    }
    throw base::Error{base::ErrorKind::unavailable, fmt::format("cannot lock {}", folder.string())};
}

// The lock of a folder whose process has died. A folder without one is just being made.
std::optional<base::File> lock_of_dead(const std::filesystem::path& folder) {
    try {
        base::File lock = base::File::open_for_reading(folder / lock_name);
        if (::flock(lock.descriptor(), LOCK_EX | LOCK_NB) == 0) return lock;
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::not_found) throw;  // or another has removed it
    }
    return std::nullopt;
}

// The lock goes last: what is broken off here is found again. @return files removed, but for the lock.
std::int64_t remove_folder(const std::filesystem::path& folder) {
    std::error_code ignored;
    std::int64_t removed = 0;
    auto entry = std::filesystem::directory_iterator{folder, ignored};
    for (; !ignored && entry != std::filesystem::directory_iterator{}; entry.increment(ignored)) {
        if (entry->path().filename() == lock_name) continue;
        std::error_code failure;
        if (std::filesystem::remove(entry->path(), failure)) ++removed;
    }
    std::filesystem::remove_all(folder, ignored);
    return removed;
}

}  // namespace

StagingFolder::StagingFolder(const std::filesystem::path& parent)
    : path_{make_own_folder(parent)}, lock_{lock_folder(path_)} {}

StagingFolder::~StagingFolder() { remove_folder(path_); }

std::filesystem::path StagingFolder::new_file() const { return path_ / base::random_hex(12); }

std::int64_t StagingFolder::remove_abandoned(const std::filesystem::path& parent) {
    std::int64_t removed = 0;
    for (const auto& entry : std::filesystem::directory_iterator{parent}) {
        if (const std::optional<base::File> lock = lock_of_dead(entry.path())) removed += remove_folder(entry.path());
    }
    return removed;
}

}  // namespace kinote::image_cache
