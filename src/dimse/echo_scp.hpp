#pragma once
// Verification as SCP, PS3.4 Annex A and PS3.7 9.1.5.

#include "dimse/session.hpp"

namespace kinote::dimse {

/// Answers a C-ECHO request. @return false where the association ended meanwhile. @throws as serve_messages().
[[nodiscard]] bool serve_echo(Session& session, const Message& message);

}  // namespace kinote::dimse
