#pragma once
// The real DICOM objects that lie beside a developer's checkout; tests that need them skip where they are not.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace kinote::test {

inline std::filesystem::path shared_data() {
    return std::filesystem::path{KINOTE_SOURCE_DIR} / ".." / "shared" / "data";
}

/// All files under a folder of it, sorted; none where it is absent.
inline std::vector<std::filesystem::path> shared_files(const std::string& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code absent;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{shared_data() / folder, absent}) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace kinote::test
