#pragma once
// A disc as an ISO 9660 image, written in one pass: each file goes to its place at once, the folders behind the last.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "media/disc.hpp"
#include "media/iso_volume.hpp"

namespace kinote::media {

/// Level 1 with Joliet. Memory: about 60 bytes for each file.
class IsoDisc final : public Disc {
public:
    /// @param file  empty.
    IsoDisc(base::File file, IsoLabels labels);

    /// @throws base::Error refused for a file of 4 GiB or more (ECMA-119 level 1 has one section for each).
    void begin(std::string_view path, std::uint64_t size) override;
    void write(std::span<const std::byte> bytes) override;
    void finish() override;

private:
    [[nodiscard]] std::size_t folder_at(std::string_view path);
    void end_sector();

    base::File file_;
    IsoLabels labels_;
    std::vector<IsoFolder> folders_;
    std::map<std::string, std::size_t, std::less<>> folder_numbers_;  ///< by their paths
    std::uint64_t position_ = 0;
};

}  // namespace kinote::media
