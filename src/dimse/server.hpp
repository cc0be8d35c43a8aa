#pragma once
// The DICOM network server: Verification, Storage and what else there are handlers for, as SCP.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "dimse/server_settings.hpp"
#include "dimse/services.hpp"

namespace kinote::dimse {

/// Since the start of the server.
struct ServerCounters {
    std::uint64_t connections = 0;
    std::uint64_t associations_accepted = 0;
    std::uint64_t associations_rejected = 0;
    std::uint64_t associations_released = 0;  ///< ended as they should
    std::uint64_t associations_broken = 0;    ///< accepted, and ended otherwise
    std::uint64_t objects_stored = 0;         ///< answered with success or a warning
    std::uint64_t objects_failed = 0;         ///< answered with a failure
    std::uint64_t bytes_received = 0;         ///< of data sets that arrived whole
};

/// Serves from construction to stop(). prepare_process() must have been called before. Its functions may be called
/// from any thread but not from a handler.
class Server {
public:
    /// @throws base::Error invalid for settings that cannot be, unavailable where the port is taken.
    Server(ServerSettings settings, Services services);
    /// stop(), then waits for the handlers that still run.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// The port that it listens on.
    [[nodiscard]] std::uint16_t port() const noexcept;
    /// Associations that are accepted and not over.
    [[nodiscard]] std::size_t active_associations() const;
    [[nodiscard]] ServerCounters counters() const;

    /// Takes no more connections, aborts associations that wait for a next message, lets running C-STOREs finish and
    /// be answered before theirs are aborted, and breaks what is left after the stop timeout. Returns when no
    /// association is left and every handler has returned. Again: does nothing.
    void stop();

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace kinote::dimse
