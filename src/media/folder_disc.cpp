#include "media/folder_disc.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"

namespace kinote::media {

FolderDisc::FolderDisc(std::filesystem::path folder) : folder_{std::move(folder)} {
    if (!std::filesystem::create_directory(folder_)) {
        throw base::Error{base::ErrorKind::refused, fmt::format("{} is there already", folder_.string())};
    }
}

void FolderDisc::begin(std::string_view path, std::uint64_t /*size*/) {
    const std::filesystem::path file = folder_ / path;
    std::filesystem::create_directories(file.parent_path());
    file_ = base::File::create(file);
}

void FolderDisc::write(std::span<const std::byte> bytes) { file_->write(bytes); }

void FolderDisc::finish() {
    file_.reset();
    base::sync_file_system(folder_);
}

}  // namespace kinote::media
