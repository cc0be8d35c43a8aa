#pragma once
// Where files of this process grow before they are kept. The folder is locked as long as the process lives, so that
// another can tell what a dead one has left behind.

#include <filesystem>

#include "base/file.hpp"

namespace kinote::image_cache {

class StagingFolder {
public:
    /// Makes a folder of its own below `parent`, locked.
    explicit StagingFolder(const std::filesystem::path& parent);
    ~StagingFolder();
    StagingFolder(const StagingFolder&) = delete;
    StagingFolder& operator=(const StagingFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// A name in it that nothing bears yet.
    [[nodiscard]] std::filesystem::path new_file() const;

    /// Removes the staging folders below `parent` whose process has died. @return files removed.
    static std::int64_t remove_abandoned(const std::filesystem::path& parent);

private:
    std::filesystem::path path_;
    base::File lock_;
};

}  // namespace kinote::image_cache
