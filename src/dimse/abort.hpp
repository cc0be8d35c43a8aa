#pragma once
// The end of an association by force, PS3.8 9.3.8.

#include "dimse/wire.hpp"

namespace kinote::dimse {

enum class AbortCause {
    ours,          ///< the peer did nothing wrong
    invalid_data,  ///< the peer broke the protocol
};

/// Sends an A-ABORT. Failures do not matter: the connection is over either way. DCMTK's own function would then wait
/// for the peer without a limit of ours, and go on for as long as a peer goes on sending.
void send_abort(Wire& wire, AbortCause cause) noexcept;

}  // namespace kinote::dimse
