#pragma once
// Keeps the bytes of objects: small ones in the database, in the transaction of their row, larger ones as Part 10 files
// in a folder. What arrives is kept byte for byte.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "dicom/byte_source.hpp"
#include "image_cache/access_times.hpp"
#include "image_cache/object_layout.hpp"
#include "image_cache/staging_folder.hpp"

namespace kinote::image_cache {

struct ImageCacheSettings {
    std::filesystem::path folder;
    /// Objects of at most this many bytes lie in the database: every KOSD and presentation state.
    std::uint64_t most_bytes_in_database = std::uint64_t{64} * 1024;
};

/// A file of the cache that no row names yet. It is removed at the end of this object's life unless it was released.
class KeptFile {
public:
    KeptFile(std::filesystem::path folder, std::string path) : folder_{std::move(folder)}, path_{std::move(path)} {}
    ~KeptFile();
    KeptFile(KeptFile&& other) noexcept;
    KeptFile& operator=(KeptFile&&) = delete;
    KeptFile(const KeptFile&) = delete;
    KeptFile& operator=(const KeptFile&) = delete;

    /// Below the cache folder, as a row names it.
    [[nodiscard]] const std::string& path() const { return path_; }
    /// A row that names it is durable, or may be: it stays. Where there is none after all, the stray sweep finds it.
    void release() noexcept { is_released_ = true; }

private:
    std::filesystem::path folder_;
    std::string path_;  ///< empty once it has been moved from
    bool is_released_ = false;
};

/// Of the file system that the cache lies on, in bytes.
struct CacheSpace {
    std::int64_t capacity = 0;
    std::int64_t free = 0;  ///< for this program: without what is reserved for root
};

struct StraySweepResult {
    std::int64_t looked_at = 0;
    std::int64_t removed = 0;
};

/// Any thread.
class ImageCache {
public:
    /// Makes the folder where it is absent, durably. @throws Error where it cannot be written to.
    ImageCache(ImageCacheSettings settings, database::Database& database);

    [[nodiscard]] std::uint64_t most_bytes_in_database() const { return settings_.most_bytes_in_database; }
    /// Where files are written before they are kept. On the file system of the cache.
    [[nodiscard]] const StagingFolder& staging() const { return staging_; }

    /// Takes a staged file into the cache under a name that belongs to it alone. The bytes, the name and the folders
    /// above it are on the disk when this returns. No transaction is to be open.
    [[nodiscard]] KeptFile keep(const std::filesystem::path& staged);
    /// The same for a file that stays where it is: a hard link. Absent where the file systems differ.
    [[nodiscard]] std::optional<KeptFile> keep_link(const std::filesystem::path& file);

    /// The bytes of an object. @throws Error corrupt where they are gone or not of the size that the row says,
    /// unavailable where the object is NEARLINE.
    [[nodiscard]] std::unique_ptr<dicom::ByteSource> open(const database::StoredObject& object) const;

    /// The same, once they have been read and are those that came: what leaves the house, or is the last copy here.
    /// @throws Error also corrupt where they are others, unavailable where it is to stop.
    [[nodiscard]] std::unique_ptr<dicom::ByteSource> open_checked(const database::StoredObject& object,
                                                                  const std::stop_token& stop) const;

    /// Somebody wanted the study, see AccessTimes.
    void note_access(std::string_view study_instance_uid, std::int64_t now_ms) const noexcept {
        access_times_->note(study_instance_uid, now_ms);
    }

    /// @throws Error unavailable where the file system cannot be asked.
    [[nodiscard]] CacheSpace space() const;

    /// Removes a file that no row names any more. @return why it is still there; empty where it is not.
    [[nodiscard]] std::string remove(const std::string& path) const;

    /// Removes files that no row names and that are older than the age, in all folders, and what processes that have
    /// died left in their staging folders. @param should_stop asked between folders.
    StraySweepResult sweep_strays(std::int64_t age_seconds, const std::function<bool()>& should_stop);

private:
    void sweep_files(database::Connection& connection, const std::vector<std::string>& paths, std::int64_t age_seconds,
                     StraySweepResult& result) const;

    ImageCacheSettings settings_;
    database::Database& database_;
    ObjectLayout layout_;
    StagingFolder staging_;
    std::unique_ptr<AccessTimes> access_times_;
};

}  // namespace kinote::image_cache
