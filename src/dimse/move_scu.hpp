#pragma once
// Retrieval by C-MOVE as SCU, PS3.4 C.4.2 and PS3.7 9.1.4.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dicom/ae_title.hpp"
#include "dimse/query_request.hpp"
#include "dimse/requested_association.hpp"

namespace kinote::dimse {

struct MoveQuery {
    QueryModel model = QueryModel::study_root;
    dicom::AeTitle destination;
    /// In Explicit VR Little Endian, as FindMatch::identifier.
    std::span<const std::byte> identifier;
};

/// What the peer says of its sub-operations; nothing where it does not say.
struct MoveCounts {
    std::optional<std::uint16_t> remaining;
    std::optional<std::uint16_t> completed;
    std::optional<std::uint16_t> failed;
    std::optional<std::uint16_t> with_warnings;
};

struct MoveResult {
    Answer answer;  ///< success, B000 where not all went well, cancel, or a failure
    MoveCounts counts;
    std::vector<std::string> failed_sop_instance_uids;
};

/// Told how far the peer is. @return false to cancel.
using MoveProgressHandler = std::function<bool(const MoveCounts&)>;

/// Has the peer send what the identifier names to the destination; returns when that is over. The time-out for answers
/// counts between any two of them. @throws base::Error as find().
[[nodiscard]] MoveResult move(RequestedAssociation& association, const MoveQuery& query,
                              const MoveProgressHandler& handler);

}  // namespace kinote::dimse
