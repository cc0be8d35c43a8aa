#pragma once
// Normalized services as their user (N-ACTION, N-CREATE) and, in the role of an SCP, as the one who reports events
// (N-EVENT-REPORT): PS3.7 chapter 10.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "dimse/normalized_request.hpp"
#include "dimse/requested_association.hpp"

namespace kinote::dimse {

struct ActionRequest {
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::uint16_t action_type_id = 0;
    /// In Explicit VR Little Endian, as FindMatch::identifier.
    std::span<const std::byte> information;
};

/// Asks for an action. @return what the peer answers. @throws base::Error as RequestedAssociation; refused where the
/// class was not accepted.
[[nodiscard]] Answer request_action(RequestedAssociation& association, const ActionRequest& action);

struct CreateRequest {
    std::string sop_class_uid;
    std::string sop_instance_uid;  ///< empty: the peer chooses
    /// In Explicit VR Little Endian, as FindMatch::identifier.
    std::span<const std::byte> attributes;
};

struct CreateAnswer {
    Answer answer;
    std::string sop_instance_uid;  ///< as the peer says, else as requested
};

/// Has an instance created. @throws as request_action().
[[nodiscard]] CreateAnswer request_creation(RequestedAssociation& association, const CreateRequest& creation);

/// Reports an event over an association that was asked for with us as SCP of the class. @throws as request_action().
[[nodiscard]] Answer report_event(RequestedAssociation& association, const EventReport& event);

/// Has events that the peer reports over the association go to the handler, while an answer is waited for and in
/// RequestedAssociation::serve_request().
void hear_events(RequestedAssociation& association, EventHandler handler);

/// Reports an event over any association. Nothing where that is over. @throws base::Error as
/// Association::send_message() and receive_response().
[[nodiscard]] std::optional<Answer> send_event(Association& association, std::uint8_t context_id,
                                               const EventReport& event, const Interruption& interruption);

}  // namespace kinote::dimse
