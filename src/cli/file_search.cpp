#include "cli/file_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <ranges>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "dicom/byte_source.hpp"
#include "dicom/dataset.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "media/disc_reader.hpp"

namespace kinote::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* directory_name = "DICOMDIR";  // PS3.10 8.6

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// File IDs are capitals; a medium that was copied may hold them in small letters.
fs::path existing(const fs::path& folder, const std::vector<std::string>& components) {
    fs::path as_written = folder;
    fs::path in_small = folder;
    for (const std::string& component : components) {
        as_written /= component;
        in_small /= lower(component);
    }
    std::error_code failure;
    return fs::exists(as_written, failure) ? as_written : in_small;
}

bool is_safe(const std::vector<std::string>& components) {
    return !components.empty() && std::ranges::none_of(components, [](const std::string& component) {
        return component.empty() || component == "." || component == ".." ||
               component.find_first_of("/\\") != std::string::npos;
    });
}

// By its content: a DICOMDIR that was copied may have another name, and another file may be named like one.
bool is_directory_file(const fs::path& path) {
    try {
        const dicom::FileSource source{path};
        return dicom::looks_like_dicom(source) &&
               dicom::read_file_meta(source).media_storage_sop_class_uid == dicom::uid::MediaStorageDirectoryStorage;
    } catch (const base::Error&) {
        return false;  // whoever reads it says what is wrong
    }
}

}  // namespace

UnpackedFile::~UnpackedFile() {
    std::error_code ignored;  // what is left is swept with the staging folder
    fs::remove(path_, ignored);
}

FileSearch::FileSearch(std::vector<fs::path> paths, DirectoryFiles directory_files, fs::path unpack_folder)
    : directory_files_{directory_files}, unpack_folder_{std::move(unpack_folder)} {
    for (fs::path& path : paths | std::views::reverse) {
        pending_.push_back({Pending::Kind::given, {std::move(path), true, {}}});
    }
}

FileSearch::~FileSearch() = default;

std::optional<FoundFile> FileSearch::next() {
    for (;;) {
        if (auto on_disc = next_on_disc()) return on_disc;
        if (pending_.empty()) return std::nullopt;
        Pending item = std::move(pending_.back());
        pending_.pop_back();
        switch (item.kind) {
            case Pending::Kind::given: add_given(item.file.path); break;
            case Pending::Kind::folder: add_folder(item.file.path); break;
            case Pending::Kind::disc: open_disc(item.file.path); break;
            case Pending::Kind::file:
            case Pending::Kind::problem: return std::move(item.file);
        }
    }
}

void FileSearch::open_disc(const fs::path& path) {
    try {
        disc_ = std::make_unique<media::DiscReader>(path);
        disc_path_ = path;
    } catch (const base::Error& error) {
        pending_.push_back({Pending::Kind::problem, {path, true, error.what()}});
    }
}

// The DICOMDIR of a disc is no object, and all that it names is found anyway.
std::optional<FoundFile> FileSearch::next_on_disc() {
    constexpr std::size_t piece_size = std::size_t{1} << 20U;
    if (!disc_) return std::nullopt;
    try {
        media::DiscFile* file = disc_->next();
        while (file != nullptr && fs::path{file->path()}.filename() == directory_name) file = disc_->next();
        if (file == nullptr) {
            disc_.reset();
            return std::nullopt;
        }
        FoundFile found;
        found.place = fmt::format("{}: {}", disc_path_.string(), file->path());
        found.path = unpack_folder_ / base::random_uuid();
        found.unpacked = std::make_shared<const UnpackedFile>(found.path);
        base::File unpacked = base::File::create(found.path);
        std::vector<std::byte> piece(piece_size);
        for (;;) {
            const std::size_t count = file->read(piece);
            unpacked.write(std::span{piece}.first(count));
            if (count < piece.size()) return found;
        }
    } catch (const base::Error& error) {
        disc_.reset();
        return FoundFile{disc_path_, true, error.what()};
    }
}

void FileSearch::add_given(const fs::path& path) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (status.type() == fs::file_type::not_found) {
        pending_.push_back({Pending::Kind::problem, {path, true, "there is no such file or folder"}});
    } else if (failure) {
        pending_.push_back({Pending::Kind::problem, {path, true, failure.message()}});
    } else if (fs::is_directory(status)) {
        add_folder(path);
    } else if (directory_files_ == DirectoryFiles::followed && is_directory_file(path)) {
        add_file_set(path);
    } else if (!unpack_folder_.empty() && media::is_disc_file(path)) {
        pending_.push_back({Pending::Kind::disc, {path, true, {}}});
    } else {
        pending_.push_back({Pending::Kind::file, {path, true, {}}});
    }
}

void FileSearch::add_folder(const fs::path& folder) {
    std::vector<Pending> found;
    std::error_code failure;
    auto entry = fs::directory_iterator{folder, failure};
    while (!failure && entry != fs::directory_iterator{}) {
        std::error_code vanished;
        const fs::file_type type = entry->symlink_status(vanished).type();
        if (type == fs::file_type::directory) {
            found.push_back({Pending::Kind::folder, {entry->path(), false, {}}});
        } else if (type == fs::file_type::regular &&
                   (directory_files_ == DirectoryFiles::as_they_are || entry->path().filename() != directory_name)) {
            found.push_back({Pending::Kind::file, {entry->path(), false, {}}});
        }
        entry.increment(failure);
    }
    if (failure) found.push_back({Pending::Kind::problem, {folder, false, failure.message()}});
    std::ranges::sort(found, std::ranges::greater{}, [](const Pending& item) { return item.file.path; });
    std::ranges::move(found, std::back_inserter(pending_));
}

// PS3.3 F.3: Directory Record Sequence, each record with the Referenced File ID of an object.
void FileSearch::add_file_set(const fs::path& directory_file) {
    std::vector<Pending> found;
    try {
        const dicom::FileSource source{directory_file};
        dicom::DatasetOptions options;
        options.limits.bytes = std::uint64_t{1} << 30U;
        options.limits.elements = 50'000'000;
        const dicom::Dataset directory = dicom::Dataset::read(source, options);
        for (const dicom::Item& record : directory.items(dicom::tag::DirectoryRecordSequence)) {
            const std::vector<std::string> components = record.texts(dicom::tag::ReferencedFileID);
            if (components.empty()) continue;
            if (!is_safe(components)) {
                found.push_back(
                    {Pending::Kind::problem, {directory_file, true, "a record names a file outside of the file-set"}});
                continue;
            }
            const fs::path file = existing(directory_file.parent_path(), components);
            std::error_code failure;
            if (fs::exists(file, failure)) {
                found.push_back({Pending::Kind::file, {file, true, {}}});
            } else if (failure) {
                found.push_back(
                    {Pending::Kind::problem,
                     {file, true, fmt::format("named by {}: {}", directory_file.string(), failure.message())}});
            } else {
                found.push_back({Pending::Kind::problem,
                                 {file, true, fmt::format("named by {}, but not there", directory_file.string())}});
            }
        }
    } catch (...) {  // one file-set that asks for more than there is must not end what else is done
        found.push_back({Pending::Kind::problem, {directory_file, true, base::current_error().what()}});
    }
    std::ranges::move(found.rbegin(), found.rend(), std::back_inserter(pending_));
}

}  // namespace kinote::cli
