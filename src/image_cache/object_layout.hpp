#pragma once
// Where the files of objects lie below the cache folder: a folder a day, in it folders of at most a thousand files that
// one process made for itself. An arrival finds its folder durable, and syncs no other than that.

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

namespace kinote::image_cache {

/// Any thread.
class ObjectLayout {
public:
    static constexpr int most_files_in_a_folder = 1'000;

    /// @param cache_folder  exists.
    explicit ObjectLayout(std::filesystem::path cache_folder) : cache_folder_{std::move(cache_folder)} {}

    /// A path below the cache folder that nothing bears and nothing else will be given. The folders above it are made,
    /// and on the disk. @throws Error unavailable where they cannot be made.
    [[nodiscard]] std::string new_path();

private:
    void begin_folder();

    std::filesystem::path cache_folder_;
    std::mutex mutex_;
    std::string folder_;  ///< below the cache folder
    std::int64_t day_ = -1;
    int files_in_folder_ = 0;
};

/// The folder of objects below the cache folder.
inline constexpr const char* objects_folder = "objects";

}  // namespace kinote::image_cache
