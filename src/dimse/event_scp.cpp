#include "dimse/event_scp.hpp"

#include "dimse/command_tag.hpp"
#include "dimse/normalized_scp.hpp"

namespace kinote::dimse {

bool serve_event(Association& association, const Peer& peer, const EventHandler& handler, const Message& message) {
    auto received = receive_request(
        association, peer, message,
        {command_tag::AffectedSOPClassUID, command_tag::AffectedSOPInstanceUID, command_tag::EventTypeID});
    if (!received) return false;
    const Answer answer = received->request ? answer_with(*received->request, handler) : received->fault;
    respond_to(association, message, answer, command_tag::EventTypeID);
    return true;
}

}  // namespace kinote::dimse
