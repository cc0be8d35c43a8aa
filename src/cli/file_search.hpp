#pragma once
// Which files a command means: files, folders, and the file-sets of DICOMDIR files. They are found one after the other,
// so that an archive of millions of files costs no memory.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kinote::cli {

struct FoundFile {
    std::filesystem::path path;
    bool is_named = false;  ///< by the person or by a DICOMDIR, not just found in a folder
    std::string problem;  ///< why it cannot be opened, or its folder cannot be searched; empty: nothing is known of one
};

/// What a Media Storage Directory stands for.
enum class DirectoryFiles {
    followed,     ///< the files that it names, where it was named itself; nothing where it lies in a folder
    as_they_are,  ///< a file like others
};

/// One thread at a time.
class FileSearch {
public:
    /// Folders are searched with all that lies below them, in the order of names; symbolic links in them are not
    /// followed.
    FileSearch(std::vector<std::filesystem::path> paths, DirectoryFiles directory_files);

    /// Absent behind the last one.
    [[nodiscard]] std::optional<FoundFile> next();

private:
    struct Pending {
        enum class Kind { given, file, folder, problem };
        Kind kind = Kind::given;
        FoundFile file;
    };
    void add_folder(const std::filesystem::path& folder);
    void add_file_set(const std::filesystem::path& directory_file);
    void add_given(const std::filesystem::path& path);

    DirectoryFiles directory_files_;
    std::vector<Pending> pending_;  ///< the next one last
};

}  // namespace kinote::cli
