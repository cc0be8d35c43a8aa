#include "image_cache/image_cache.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/log.hpp"
#include "dicom/source_digest.hpp"

namespace kinote::image_cache {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

constexpr const char* staging_folder = "staging";

// The bytes of a small object, as they were read from the database.
class OwnedSource final : public dicom::ByteSource {
public:
    explicit OwnedSource(std::vector<std::byte> bytes) : bytes_{std::move(bytes)}, source_{bytes_} {}

    [[nodiscard]] std::uint64_t size() const override { return source_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        return source_.read_at(offset, buffer);
    }
    [[nodiscard]] std::span<const std::byte> in_memory() const override { return source_.in_memory(); }

private:
    std::vector<std::byte> bytes_;
    dicom::MemorySource source_;
};

// A folder that is made is on the disk with its name when this returns.
void make_durably(const fs::path& folder) {
    std::error_code failure;
    if (folder.empty() || fs::is_directory(folder, failure)) return;
    make_durably(folder.parent_path());
    fs::create_directory(folder, failure);
    if (failure) {
        throw Error{ErrorKind::refused,
                    fmt::format("cannot make the cache folder {}: {}", folder.string(), failure.message())};
    }
    base::sync_folder(folder.has_parent_path() ? folder.parent_path() : fs::path{"."});
}

fs::path prepared(const fs::path& folder) {
    make_durably(folder / objects_folder);
    make_durably(folder / staging_folder);
    return folder;
}

// A first try may have moved it already, and failed behind that: for the sender it is no object that is missing.
void sync_staged(const fs::path& staged) {
    try {
        base::File::open_for_reading(staged).sync();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::not_found) throw;
        throw Error{ErrorKind::unavailable, fmt::format("a staged file is gone: {}", error.what())};
    }
}

std::unique_ptr<dicom::FileSource> open_file(const fs::path& file, std::string_view sop_instance_uid) {
    try {
        return std::make_unique<dicom::FileSource>(file);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::not_found) throw;
        throw Error{ErrorKind::corrupt,
                    fmt::format("the cache file of object {} is gone: {}", sop_instance_uid, error.what())};
    }
}

void rename_into_place(const fs::path& staged, const fs::path& target) {
    std::error_code failure;
    fs::rename(staged, target, failure);
    if (failure) {
        throw Error{ErrorKind::unavailable,
                    fmt::format("cannot move {} into the cache: {}", staged.string(), failure.message())};
    }
}

// By the time at which it got its name here: what was linked from an old cache was written long before.
bool is_here_longer_than(const fs::path& file, std::int64_t age_seconds) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return false;  // it went away meanwhile
    return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()) - status.st_ctim.tv_sec >=
           age_seconds;
}

}  // namespace

KeptFile::~KeptFile() {
    if (path_.empty() || is_released_) return;
    std::error_code failure;
    fs::remove(folder_ / path_, failure);
    if (failure) base::log::warn("a file of the cache that no row names could not be removed", {{"path", path_}});
}

KeptFile::KeptFile(KeptFile&& other) noexcept
    : folder_{std::move(other.folder_)}, path_{std::exchange(other.path_, {})}, is_released_{other.is_released_} {}

ImageCache::ImageCache(ImageCacheSettings settings, database::Database& database)
    : settings_{std::move(settings)},
      database_{database},
      layout_{settings_.folder},
      staging_{prepared(settings_.folder) / staging_folder},
      access_times_{std::make_unique<AccessTimes>(database)} {}

KeptFile ImageCache::keep(const fs::path& staged) {
    sync_staged(staged);
    std::string path = layout_.new_path();
    const fs::path target = settings_.folder / path;
    rename_into_place(staged, target);
    KeptFile kept{settings_.folder, std::move(path)};
    base::sync_folder(target.parent_path());
    return kept;
}

std::optional<KeptFile> ImageCache::keep_link(const fs::path& file) {
    base::File::open_for_reading(file).sync();
    std::string path = layout_.new_path();
    const fs::path target = settings_.folder / path;
    std::error_code failure;
    fs::create_hard_link(file, target, failure);
    if (failure) return std::nullopt;
    KeptFile kept{settings_.folder, std::move(path)};
    base::sync_folder(target.parent_path());
    return kept;
}

std::unique_ptr<dicom::ByteSource> ImageCache::open(const database::StoredObject& object) const {
    if (object.is_nearline) {
        throw Error{ErrorKind::unavailable,
                    fmt::format("the object {} is not in the cache, an archive has it", object.sop_instance_uid)};
    }
    if (object.bytes) return std::make_unique<OwnedSource>(*object.bytes);
    if (object.path) {
        auto source = open_file(settings_.folder / *object.path, object.sop_instance_uid);
        if (source->size() != static_cast<std::uint64_t>(object.size)) {
            throw Error{ErrorKind::corrupt, fmt::format("the cache file of object {} has {} bytes instead of {}",
                                                        object.sop_instance_uid, source->size(), object.size)};
        }
        return source;
    }
    const database::PooledConnection connection = database_.connection();
    std::optional<std::vector<std::byte>> bytes = database::read_object_bytes(*connection, object.instance);
    if (!bytes) {
        throw Error{ErrorKind::corrupt,
                    fmt::format("the bytes of object {} are not in the database", object.sop_instance_uid)};
    }
    return std::make_unique<OwnedSource>(std::move(*bytes));
}

std::unique_ptr<dicom::ByteSource> ImageCache::open_checked(const database::StoredObject& object,
                                                            const std::stop_token& stop) const {
    std::unique_ptr<dicom::ByteSource> bytes = open(object);
    const bool has_checksum = !object.checksum.empty();
    const std::string digest = has_checksum ? dicom::checksum_of(*bytes, stop) : dicom::sha256_of(*bytes, stop);
    const std::string& expected = has_checksum ? object.checksum : object.sha256;
    if (digest == expected) return bytes;
    throw Error{ErrorKind::corrupt,
                fmt::format("the bytes of object {} have the {} {} instead of {}", object.sop_instance_uid,
                            has_checksum ? "checksum" : "SHA-256", digest, expected)};
}

CacheSpace ImageCache::space() const {
    std::error_code failure;
    const std::filesystem::space_info info = std::filesystem::space(settings_.folder, failure);
    if (failure) {
        throw Error{ErrorKind::unavailable,
                    fmt::format("the space of {} is unknown: {}", settings_.folder.string(), failure.message())};
    }
    return {static_cast<std::int64_t>(info.capacity), static_cast<std::int64_t>(info.available)};
}

std::string ImageCache::remove(const std::string& path) const {
    std::error_code failure;
    fs::remove(settings_.folder / path, failure);
    return failure ? failure.message() : std::string{};
}

StraySweepResult ImageCache::sweep_strays(std::int64_t age_seconds, const std::function<bool()>& should_stop) {
    StraySweepResult result;
    result.removed = StagingFolder::remove_abandoned(settings_.folder / staging_folder);
    const database::PooledConnection connection = database_.connection();
    std::vector<fs::path> folders{settings_.folder / objects_folder};
    while (!folders.empty() && !should_stop()) {
        const fs::path folder = std::move(folders.back());
        folders.pop_back();
        std::vector<std::string> paths;
        for (const auto& entry : fs::directory_iterator{folder}) {
            if (entry.symlink_status().type() == fs::file_type::directory) {
                folders.push_back(entry.path());
                continue;
            }
            paths.push_back(entry.path().lexically_relative(settings_.folder).string());
            if (paths.size() == ObjectLayout::most_files_in_a_folder) {
                sweep_files(*connection, std::exchange(paths, {}), age_seconds, result);
            }
        }
        sweep_files(*connection, paths, age_seconds, result);
    }
    return result;
}

void ImageCache::sweep_files(database::Connection& connection, const std::vector<std::string>& paths,
                             std::int64_t age_seconds, StraySweepResult& result) const {
    if (paths.empty()) return;
    result.looked_at += static_cast<std::int64_t>(paths.size());
    const auto known =
        database::find_known_paths(connection, std::vector<std::string_view>{paths.begin(), paths.end()});
    for (const std::string& path : paths) {
        const std::array<std::string_view, 1> itself{path};
        // Its row may have come since: it is asked for once more, now that the file is known to be old.
        if (known.contains(path) || !is_here_longer_than(settings_.folder / path, age_seconds) ||
            !database::find_known_paths(connection, itself).empty()) {
            continue;
        }
        fs::remove(settings_.folder / path);
        ++result.removed;
        base::log::info("stray file removed from the cache", {{"path", path}});
    }
}

}  // namespace kinote::image_cache
