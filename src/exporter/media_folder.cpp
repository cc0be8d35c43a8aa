#include "exporter/media_folder.hpp"

#include <fmt/format.h>

#include "base/file.hpp"

namespace kinote::exporter {

std::filesystem::path MediaFolder::of(std::int64_t media_export) const {
    return folder_ / fmt::format("{}", media_export);
}

std::filesystem::path MediaFolder::growing(std::int64_t media_export) const {
    return folder_ / fmt::format("{}.growing", media_export);
}

std::filesystem::path MediaFolder::begin(std::int64_t media_export) const {
    std::filesystem::path path = growing(media_export);
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
    return path;
}

void MediaFolder::publish(std::int64_t media_export) const {
    std::filesystem::remove_all(of(media_export));
    std::filesystem::rename(growing(media_export), of(media_export));
    base::sync_folder(folder_);
}

void MediaFolder::remove(std::int64_t media_export) const {
    std::filesystem::remove_all(growing(media_export));
    std::filesystem::remove_all(of(media_export));
}

}  // namespace kinote::exporter
