#pragma once
// Query as SCP, PS3.4 C.4.1 and PS3.7 9.1.2.

#include "dimse/session.hpp"

namespace kinote::dimse {

/// Hands a query to the find handler, and sends its matches while they come. @return false where the association ended
/// meanwhile. @throws as serve_messages().
[[nodiscard]] bool serve_find(Session& session, const Message& message);

}  // namespace kinote::dimse
