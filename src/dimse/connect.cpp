#include "dimse/connect.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "base/error.hpp"
#include "dimse/address_list.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;
using std::chrono::steady_clock;

Addresses look_up(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (code != 0) throw Error{ErrorKind::unavailable, ::gai_strerror(code)};
    return Addresses{found};
}

/// 0 once the connection stands, else the code of the error. @throws base::Error unavailable at the stop.
int wait_until_connected(int socket, steady_clock::time_point until, const StopSignal& stop) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()).count();
    std::array waiting{pollfd{socket, POLLOUT, 0}, pollfd{stop.descriptor(), POLLIN, 0}};
    const int found = ::poll(waiting.data(), waiting.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (found < 0 && errno == EINTR) return wait_until_connected(socket, until, stop);
    if (found == 0) return ETIMEDOUT;
    if (waiting[1].revents != 0) throw Error{ErrorKind::unavailable, "stopped"};
    int code = 0;
    socklen_t length = sizeof code;
    return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno;
}

}  // namespace

Descriptor connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout,
                   const StopSignal& stop) {
    const Addresses addresses = look_up(host, port);
    const auto until = steady_clock::now() + timeout;
    int code = EADDRNOTAVAIL;
    for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
        Descriptor socket{::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
        const bool is_connecting =
            socket.number() >= 0 && (::connect(socket.number(), address->ai_addr, address->ai_addrlen) == 0 ||
                                     errno == EINPROGRESS || errno == EINTR);
        code = is_connecting ? wait_until_connected(socket.number(), until, stop) : errno;
        if (code == 0) return socket;
    }
    throw Error{ErrorKind::unavailable, std::system_category().message(code)};
}

}  // namespace kinote::dimse
