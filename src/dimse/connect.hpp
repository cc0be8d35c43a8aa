#pragma once
// Connections that we begin.

#include <chrono>
#include <cstdint>
#include <string>

#include "dimse/socket.hpp"

namespace kinote::dimse {

/// Connects over TCP to the first address of the host that answers. @param host  a name or a numeric address.
/// @param timeout  for all addresses together; looking the name up comes on top, as long as the system takes for that.
/// @return non-blocking, close-on-exec.
/// @throws base::Error unavailable with the reason alone, as "Connection refused".
[[nodiscard]] Descriptor connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout,
                                 const StopSignal& stop);

}  // namespace kinote::dimse
