#pragma once
// Retrieval by C-MOVE as SCP, PS3.4 C.4.2 and PS3.7 9.1.4.

#include "dimse/session.hpp"

namespace kinote::dimse {

/// Has the move handler send what is asked for, and tells the peer of it meanwhile. @return false where the association
/// ended meanwhile. @throws as serve_messages().
[[nodiscard]] bool serve_move(Session& session, const Message& message);

}  // namespace kinote::dimse
