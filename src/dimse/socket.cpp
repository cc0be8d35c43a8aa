#include "dimse/socket.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "dimse/address_list.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;

constexpr int backlog = 128;

[[noreturn]] void throw_system_error(std::string_view what) {
    const int code = errno;
    throw Error{ErrorKind::unavailable, fmt::format("{}: {}", what, std::system_category().message(code))};
}

Addresses resolve(const std::string& address, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    addrinfo* found = nullptr;
    if (address.empty() || ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
        throw Error{ErrorKind::invalid,
                    fmt::format("'{}' is no numeric address to listen on for DICOM: use one like 127.0.0.1", address)};
    }
    return Addresses{found};
}

Descriptor bind_and_listen(const addrinfo& address, std::string_view name) {
    Descriptor socket{::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (socket.number() < 0) throw_system_error("cannot make a socket for DICOM");
    const int on = 1;
    if (::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(socket.number(), address.ai_addr, address.ai_addrlen) != 0 || ::listen(socket.number(), backlog) != 0) {
        throw_system_error(fmt::format("cannot listen on {} for DICOM", name));
    }
    return socket;
}

std::string numeric_host(const sockaddr_storage& address, socklen_t length) {
    std::array<char, NI_MAXHOST> host{};
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (::getnameinfo(generic, length, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) return "unknown";
    return host.data();
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}
Descriptor::Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

StopSignal::StopSignal() : event_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
    if (event_.number() < 0) throw_system_error("cannot make an event for the DICOM server");
}

void StopSignal::raise() noexcept { ::eventfd_write(event_.number(), 1); }

bool StopSignal::is_raised() const noexcept { return wait(0); }

bool StopSignal::wait(int milliseconds) const noexcept {
    pollfd waiting{event_.number(), POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) > 0;
}

ListeningSocket::ListeningSocket(const std::string& address, std::uint16_t port) : socket_{-1} {
    const Addresses addresses = resolve(address, port);
    socket_ = bind_and_listen(*addresses, fmt::format("{} port {}", address, port));
    sockaddr_storage bound{};
    socklen_t length = sizeof bound;
    if (::getsockname(socket_.number(), reinterpret_cast<sockaddr*>(&bound), &length) != 0) {
        throw_system_error("cannot ask for the DICOM port");
    }
    port_ = ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(bound).sin6_port
                                              : reinterpret_cast<const sockaddr_in&>(bound).sin_port);
}

std::optional<AcceptedConnection> ListeningSocket::accept() const {
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    Descriptor socket{
        ::accept4(socket_.number(), reinterpret_cast<sockaddr*>(&peer), &length, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket.number() >= 0) return AcceptedConnection{std::move(socket), numeric_host(peer, length)};
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        throw_system_error("cannot take a DICOM connection");
    }
    return std::nullopt;  // the peer went away before, or a signal came: the next poll tells
}

}  // namespace kinote::dimse
