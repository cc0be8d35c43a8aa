#pragma once
// Requests of normalized services (PS3.7 chapter 10) as they are handed over: actions that a peer asks for, events that
// it reports; and their answers. Storage Commitment (PS3.4 Annex J) is made of both.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dicom/dataset.hpp"
#include "dimse/answer.hpp"
#include "dimse/store_request.hpp"

namespace kinote::dimse {

struct NormalizedRequest {
    /// Who sends it. Over an association that we asked for: whom we called, with 0 as number of the association.
    Peer peer;
    std::uint16_t message_id = 0;
    std::string sop_class_uid;     ///< that of the presentation context
    std::string sop_instance_uid;  ///< valid in the sense of dicom::is_valid_uid
    std::uint16_t type_id = 0;     ///< Action Type ID or Event Type ID
    std::optional<dicom::Dataset> information;
};

/// An event to report to the peer.
struct EventReport {
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::uint16_t event_type_id = 0;
    /// In Explicit VR Little Endian, as FindMatch::identifier.
    std::vector<std::byte> information;
};

struct ActionAnswer {
    Answer answer{};
    /// Asked once the peer has its answer, if that is a success: an event to report over the same association, at once.
    /// May be missing.
    std::function<std::optional<EventReport>()> report{};
    /// How the peer answered the report; nothing where it could not be sent or was not answered, so that another
    /// association is needed for it. Called where `report` is set, and gave one or was not asked.
    std::function<void(const std::optional<Answer>&)> reported{};
};

/// Called on the thread of the association, so by several threads at once; so is what it returns. What it throws
/// becomes the status of normalized_status().
using ActionHandler = std::function<ActionAnswer(const NormalizedRequest&)>;

/// As ActionHandler.
using EventHandler = std::function<Answer(const NormalizedRequest&)>;

}  // namespace kinote::dimse
