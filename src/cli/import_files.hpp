#pragma once
// Which files an import means: files, folders, and the file-sets of DICOMDIR files.

#include <filesystem>
#include <string>
#include <vector>

namespace kinote::cli {

struct FoundFile {
    std::filesystem::path path;
    bool is_named = false;  ///< by the person or by a DICOMDIR, not just found in a folder
};

struct MissingFile {
    std::string path;
    std::string reason;
};

struct FoundFiles {
    std::vector<FoundFile> files;
    std::vector<MissingFile> missing;
};

/// Folders are searched with all that lies below them; symbolic links in them are not followed. A DICOMDIR stands for
/// the files that it names where it was named itself, and is passed over in folders.
[[nodiscard]] FoundFiles find_files(const std::vector<std::filesystem::path>& paths);

}  // namespace kinote::cli
