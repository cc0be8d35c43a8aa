#pragma once
// The volume of an ISO 9660 image (ECMA-119) without the content of its files: descriptors, path tables, directories.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::media {

inline constexpr std::uint64_t iso_sector_size = 2048;
/// The first sector that files may take: before it are the system area and the descriptors.
inline constexpr std::uint64_t iso_first_free_sector = 19;

struct IsoFile {
    std::string name;
    std::uint32_t sector = 0;
    std::uint32_t size = 0;  ///< bytes
};

struct IsoFolder {
    std::string name;
    std::size_t parent = 0;  ///< in the vector of all; of the root itself
    std::vector<IsoFile> files;
    std::vector<std::size_t> folders;
};

struct IsoLabels {
    std::string volume;       ///< at most 16 of A-Z, 0-9 and _
    std::string application;  ///< at most 128 of these and ECMA-119's a-characters
    std::int64_t made_ms = 0;
};

/// What stands behind the files, and what goes into the sectors from 16 on.
struct IsoVolume {
    std::vector<std::byte> tail;         ///< whole sectors, from the first free one on
    std::vector<std::byte> descriptors;  ///< three sectors
};

/// Level 1 of interchange with names of 8.3, and the same names in Joliet.
/// @param folders  the root first; sorted here. @param free_sector  behind all files.
/// @throws base::Error refused where the image would be too large for its numbers, or has more than 65,535 folders.
[[nodiscard]] IsoVolume make_iso_volume(std::vector<IsoFolder> folders, std::uint64_t free_sector,
                                        const IsoLabels& labels);

}  // namespace kinote::media
