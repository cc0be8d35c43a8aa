#pragma once
// Where the discs of exports to media lie: a folder for each, whole or not there.

#include <cstdint>
#include <filesystem>
#include <vector>

namespace kinote::exporter {

/// Any thread; one export is one thread's at a time.
class MediaFolder {
public:
    explicit MediaFolder(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// The discs of an export that is done.
    [[nodiscard]] std::filesystem::path of(std::int64_t media_export) const;

    /// An empty folder in which they grow; what an attempt before left there is gone.
    [[nodiscard]] std::filesystem::path begin(std::int64_t media_export) const;
    /// They are whole: what grew is what of() names, durably.
    void publish(std::int64_t media_export) const;
    /// Exports of which something lies here that has not become whole.
    [[nodiscard]] std::vector<std::int64_t> unfinished() const;
    /// Neither the discs nor what grew of them is left.
    void remove(std::int64_t media_export) const;

private:
    [[nodiscard]] std::filesystem::path growing(std::int64_t media_export) const;

    std::filesystem::path folder_;
};

}  // namespace kinote::exporter
