#pragma once
// Actions that a peer asks for, PS3.7 10.1.4, and the events that are reported to it over the same association.

#include "dimse/session.hpp"

namespace kinote::dimse {

/// Hands the action to the handler and answers; then reports what that may have to report. @return false where the
/// association ended meanwhile. @throws as serve_messages().
[[nodiscard]] bool serve_action(Session& session, const Message& message);

}  // namespace kinote::dimse
