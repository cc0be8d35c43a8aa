#pragma once
// What N-ACTION and N-EVENT-REPORT have in common where we answer them.

#include <functional>
#include <optional>

#include "dicom/tag.hpp"
#include "dimse/association.hpp"
#include "dimse/message.hpp"
#include "dimse/normalized_request.hpp"

namespace kinote::dimse {

/// The elements of a command that say what it is about.
struct NormalizedTags {
    dicom::Tag sop_class_uid;
    dicom::Tag sop_instance_uid;
    dicom::Tag type_id;
};

struct ReceivedRequest {
    std::optional<NormalizedRequest> request;
    Answer fault{};  ///< what to tell the peer where there is none that is of use
};

/// Receives the rest of a request and looks whether it can be. Nothing where the association ended.
/// @throws as receive_small_data_set().
[[nodiscard]] std::optional<ReceivedRequest> receive_request(Association& association, const Peer& peer,
                                                             const Message& message, const NormalizedTags& tags);

/// The answer of a handler, or the one for what it throws, which is logged.
[[nodiscard]] Answer answer_with(const NormalizedRequest& request,
                                 const std::function<Answer(const NormalizedRequest&)>& handler);

/// PS3.7 Tables 10.3-2 and 10.3-8. @param type_tag  of Event Type ID or Action Type ID, which is repeated.
void respond_to(Association& association, const Message& message, const Answer& answer, dicom::Tag type_tag);

}  // namespace kinote::dimse
