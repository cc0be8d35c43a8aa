#pragma once
// Which objects go on which disc.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kinote::media {

/// A study to be put on discs; its objects in the order in which they go there.
struct PlannedStudy {
    std::string study_instance_uid;
    std::vector<std::uint64_t> object_bytes;
};

/// Objects of one study, in a row.
struct PlannedPart {
    std::size_t study = 0;  ///< index
    std::size_t first = 0;  ///< index of an object
    std::size_t count = 0;
};

using PlannedDisc = std::vector<PlannedPart>;

/// A study stays whole where a disc can hold it; one that is larger begins on a disc of its own. Order is kept.
/// @param disc_bytes  of one disc, without what else is to be on it. @return at least one disc.
/// @throws base::Error refused where an object alone is larger than a disc; names its study and number.
[[nodiscard]] std::vector<PlannedDisc> plan_discs(const std::vector<PlannedStudy>& studies, std::uint64_t disc_bytes);

/// What an object takes of a disc with its names, its record and its checksum.
[[nodiscard]] std::uint64_t bytes_on_disc(std::uint64_t object_bytes);

}  // namespace kinote::media
