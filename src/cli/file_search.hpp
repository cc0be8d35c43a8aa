#pragma once
// Which files a command means: files, folders, the file-sets of DICOMDIR files, and what lies in disc images and ZIP
// files. They are found one after the other, so that an archive of millions of files costs no memory.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kinote::media {
class DiscReader;
}

namespace kinote::cli {

/// A file that is removed with the last of those who hold it.
class UnpackedFile {
public:
    explicit UnpackedFile(std::filesystem::path path) : path_{std::move(path)} {}
    ~UnpackedFile();
    UnpackedFile(const UnpackedFile&) = delete;
    UnpackedFile& operator=(const UnpackedFile&) = delete;

private:
    std::filesystem::path path_;
};

struct FoundFile {
    std::filesystem::path path;
    bool is_named = false;  ///< by the person or by a DICOMDIR, not just found in a folder
    std::string problem;  ///< why it cannot be opened, or its folder cannot be searched; empty: nothing is known of one
    std::string place{};  ///< in a disc image or a ZIP file: "disc.iso: DICOM/IM1"; empty: the path says it
    std::shared_ptr<const UnpackedFile> unpacked{};  ///< of such a one: the path is good as long as this is held

    [[nodiscard]] std::string name() const { return place.empty() ? path.string() : place; }
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
    /// @param unpack_folder  where files of disc images and ZIP files are unpacked, one by one; empty: those are files
    /// like others. Images and ZIP files are looked into where they were named, not where they lie in a folder.
    FileSearch(std::vector<std::filesystem::path> paths, DirectoryFiles directory_files,
               std::filesystem::path unpack_folder = {});
    ~FileSearch();
    FileSearch(const FileSearch&) = delete;
    FileSearch& operator=(const FileSearch&) = delete;

    /// Absent behind the last one.
    [[nodiscard]] std::optional<FoundFile> next();

private:
    struct Pending {
        enum class Kind { given, file, folder, disc, problem };
        Kind kind = Kind::given;
        FoundFile file;
    };
    void add_folder(const std::filesystem::path& folder);
    void add_file_set(const std::filesystem::path& directory_file);
    void add_given(const std::filesystem::path& path);
    void open_disc(const std::filesystem::path& path);
    [[nodiscard]] std::optional<FoundFile> next_on_disc();

    DirectoryFiles directory_files_;
    std::filesystem::path unpack_folder_;
    std::vector<Pending> pending_;  ///< the next one last
    std::filesystem::path disc_path_;
    std::unique_ptr<media::DiscReader> disc_;  ///< that is being read
};

}  // namespace kinote::cli
