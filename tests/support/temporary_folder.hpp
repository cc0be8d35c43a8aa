#pragma once
// A folder that is gone at the end of the test.

#include <filesystem>
#include <iterator>

#include "base/random.hpp"

namespace kinote::test {

class TemporaryFolder {
public:
    TemporaryFolder() : path_{std::filesystem::temp_directory_path() / ("kinote-test-" + base::random_hex(8))} {
        std::filesystem::create_directories(path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// Files and folders directly in it.
    [[nodiscard]] std::size_t file_count() const {
        using Iterator = std::filesystem::directory_iterator;
        return static_cast<std::size_t>(std::distance(Iterator{path_}, Iterator{}));
    }

private:
    std::filesystem::path path_;
};

}  // namespace kinote::test
