#include "cli/import_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.hpp"
#include "dicom/byte_source.hpp"
#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"

namespace kinote::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* directory_name = "DICOMDIR";

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

void find_below(const fs::path& folder, FoundFiles& found) {
    std::vector<fs::path> files;
    std::error_code failure;
    auto entry = fs::recursive_directory_iterator{folder, fs::directory_options::skip_permission_denied, failure};
    while (!failure && entry != fs::recursive_directory_iterator{}) {
        const fs::path path = entry->path();
        if (entry->is_regular_file(failure) && !entry->is_symlink() && path.filename() != directory_name) {
            files.push_back(path);
        }
        entry.increment(failure);
    }
    if (failure) found.missing.push_back({folder.string(), failure.message()});
    std::ranges::sort(files);
    for (fs::path& file : files) found.files.push_back({std::move(file), false});
}

// File IDs are capitals; a medium that was copied may hold them in small letters.
fs::path existing(const fs::path& folder, const std::vector<std::string>& components) {
    fs::path as_written = folder;
    fs::path in_small = folder;
    for (const std::string& component : components) {
        as_written /= component;
        in_small /= lower(component);
    }
    return fs::exists(as_written) ? as_written : in_small;
}

bool is_safe(const std::vector<std::string>& components) {
    return !components.empty() && std::ranges::none_of(components, [](const std::string& component) {
        return component.empty() || component == "." || component == ".." ||
               component.find_first_of("/\\") != std::string::npos;
    });
}

// PS3.3 F.3: Directory Record Sequence, each record with the Referenced File ID of an object.
void find_in_directory(const fs::path& path, FoundFiles& found) {
    const dicom::FileSource source{path};
    dicom::DatasetOptions options;
    options.limits.bytes = std::uint64_t{1} << 30U;
    options.limits.elements = 50'000'000;
    const dicom::Dataset directory = dicom::Dataset::read(source, options);
    for (const dicom::Item& record : directory.items(dicom::tag::DirectoryRecordSequence)) {
        const std::vector<std::string> components = record.texts(dicom::tag::ReferencedFileID);
        if (components.empty()) continue;
        if (!is_safe(components)) {
            found.missing.push_back({path.string(), "a record names a file outside of the file-set"});
            continue;
        }
        const fs::path file = existing(path.parent_path(), components);
        if (fs::exists(file)) {
            found.files.push_back({file, true});
        } else {
            found.missing.push_back({file.string(), fmt::format("named by {}, but not there", path.string())});
        }
    }
}

bool is_directory_file(const fs::path& path) {
    return lower(path.filename().string()).starts_with(lower(directory_name));
}

}  // namespace

FoundFiles find_files(const std::vector<fs::path>& paths) {
    FoundFiles found;
    for (const fs::path& path : paths) {
        try {
            if (!fs::exists(path)) {
                found.missing.push_back({path.string(), "there is no such file or folder"});
            } else if (fs::is_directory(path)) {
                find_below(path, found);
            } else if (is_directory_file(path)) {
                find_in_directory(path, found);
            } else {
                found.files.push_back({path, true});
            }
        } catch (const base::Error& error) {
            found.missing.push_back({path.string(), error.what()});
        } catch (const fs::filesystem_error& error) {
            found.missing.push_back({path.string(), error.code().message()});
        }
    }
    return found;
}

}  // namespace kinote::cli
