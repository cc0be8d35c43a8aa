#pragma once
// Storage as SCP, PS3.4 Annex B and PS3.7 9.1.1.

#include "dimse/session.hpp"

namespace kinote::dimse {

/// Receives an object byte for byte, hands it to the store handler, and answers with what that says. An object that
/// does not arrive whole is handed to nobody. @return false where the association ended meanwhile.
/// @throws as serve_messages().
[[nodiscard]] bool serve_store(Session& session, const Message& message);

}  // namespace kinote::dimse
