#pragma once
// Sockets and the signal that wakes whoever waits for one.

#include <cstdint>
#include <optional>
#include <string>

namespace kinote::dimse {

/// Owns a descriptor; closes it.
class Descriptor {
public:
    explicit Descriptor(int number) noexcept : number_{number} {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;

    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

/// A claim that becomes true once and can be waited for with poll(2) beside sockets. Any thread.
class StopSignal {
public:
    /// @throws base::Error unavailable where the process has no descriptor left.
    StopSignal();

    void raise() noexcept;
    [[nodiscard]] bool is_raised() const noexcept;
    /// Waits for it. @param milliseconds  at most so long. @return whether it is raised.
    [[nodiscard]] bool wait(int milliseconds) const noexcept;
    /// Becomes readable, and stays so, when it is raised.
    [[nodiscard]] int descriptor() const noexcept { return event_.number(); }

private:
    Descriptor event_;
};

struct AcceptedConnection {
    Descriptor socket;         ///< non-blocking, close-on-exec
    std::string peer_address;  ///< numeric, without the port
};

/// Listens on one address. Bound here and not by DCMTK, which would listen on all interfaces.
class ListeningSocket {
public:
    /// @param address  numeric, IPv4 or IPv6. @param port  0: a free one.
    /// @throws base::Error invalid for a malformed address, unavailable where it cannot be had.
    ListeningSocket(const std::string& address, std::uint16_t port);

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] int descriptor() const noexcept { return socket_.number(); }

    /// The next connection; nothing where none is waiting any more. @throws base::Error unavailable where it cannot be
    /// taken for lack of descriptors or memory.
    [[nodiscard]] std::optional<AcceptedConnection> accept() const;

private:
    Descriptor socket_;
    std::uint16_t port_ = 0;
};

}  // namespace kinote::dimse
