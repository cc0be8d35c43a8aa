#pragma once
// Retrieval by C-GET as SCP, PS3.4 C.4.3 and PS3.7 9.1.3.

#include "dimse/session.hpp"

namespace kinote::dimse {

/// Sends what is asked for over the same association. @return false where that ended meanwhile.
/// @throws as serve_messages().
[[nodiscard]] bool serve_get(Session& session, const Message& message);

}  // namespace kinote::dimse
