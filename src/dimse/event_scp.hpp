#pragma once
// Events that a peer reports, PS3.7 10.1.1, on associations of either side.

#include "dimse/association.hpp"
#include "dimse/message.hpp"
#include "dimse/normalized_request.hpp"

namespace kinote::dimse {

/// Hands the event to the handler and answers. @return false where the association ended meanwhile.
/// @throws as receive_small_data_set() and respond().
[[nodiscard]] bool serve_event(Association& association, const Peer& peer, const EventHandler& handler,
                               const Message& message);

}  // namespace kinote::dimse
