#include "dimse/wire.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace kinote::dimse {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t large_write = std::size_t{16} * 1024;  ///< bytes; beyond, a copy costs more than a call
constexpr std::size_t most_held = std::size_t{128} * 1024;
constexpr std::chrono::milliseconds finish_timeout{1000};
constexpr std::size_t finish_limit = std::size_t{4} * 1024 * 1024;  ///< bytes that are read only to be thrown away

int milliseconds_until(Wire::TimePoint until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()).count();
    constexpr std::int64_t a_day = 86'400'000;
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, a_day));
}

/// poll(2) that goes on after signals.
int poll_until(std::span<pollfd> descriptors, Wire::TimePoint until) {
    while (true) {
        const int found = ::poll(descriptors.data(), descriptors.size(), milliseconds_until(until));
        if (found >= 0) return found;
        if (errno != EINTR) return 0;
    }
}

void set_option(int socket, int option) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, option, &on, sizeof on);
}

}  // namespace

Wire::Wire(Descriptor socket, const StopSignal& stop)
    : socket_{std::move(socket)}, stop_{stop}, deadline_{steady_clock::now()} {
    set_option(descriptor(), TCP_NODELAY);
    held_.reserve(512);
}

Wire::Arrival Wire::wait_for_bytes(TimePoint until) noexcept {
    if (!unread_.empty()) return Arrival::bytes;
    std::array descriptors{pollfd{descriptor(), POLLIN, 0}, pollfd{stop_.descriptor(), POLLIN, 0}};
    if (poll_until(descriptors, until) == 0) return Arrival::silence;
    return descriptors[1].revents != 0 ? Arrival::stop : Arrival::bytes;
}

bool Wire::wait_until_deadline(short events) noexcept {
    std::array descriptors{pollfd{descriptor(), events, 0},
                           pollfd{is_stop_heeded_ ? stop_.descriptor() : -1, POLLIN, 0}};
    if (poll_until(descriptors, deadline_) == 0) is_timed_out_ = true;
    is_stopped_ |= descriptors[1].revents != 0;
    if (!is_timed_out_ && !is_stopped_) return true;
    errno = ETIMEDOUT;  // and not EINTR, after which DCMTK tries again
    return false;
}

bool Wire::has_bytes_in_time() noexcept { return !unread_.empty() || wait_until_deadline(POLLIN); }

std::ptrdiff_t Wire::receive(std::span<std::byte> buffer) noexcept {
    while (true) {
        const auto count = ::recv(descriptor(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count > 0) {
            // A peer with Nagle's algorithm on holds its next small write back until this one is acknowledged.
            set_option(descriptor(), TCP_QUICKACK);
            return count;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            if (wait_until_deadline(POLLIN)) continue;
            return -1;
        }
        is_ended_ = true;
        return count;
    }
}

std::ptrdiff_t Wire::read(void* buffer, std::size_t size) noexcept {
    if (unread_.empty()) {
        put_back_ = {};
        if (size >= ahead_.size()) return receive({static_cast<std::byte*>(buffer), size});
        const auto count = receive(ahead_);
        if (count <= 0) return count;
        unread_ = std::span{ahead_}.first(static_cast<std::size_t>(count));
    }
    const std::size_t given = std::min(size, unread_.size());
    std::memcpy(buffer, unread_.data(), given);
    unread_ = unread_.subspan(given);
    return static_cast<std::ptrdiff_t>(given);
}

bool Wire::read_all(std::span<std::byte> buffer) noexcept {
    while (!buffer.empty()) {
        const std::ptrdiff_t count = read(buffer.data(), buffer.size());
        if (count <= 0) return false;
        buffer = buffer.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

void Wire::put_back(std::vector<std::byte> bytes) {
    bytes.insert(bytes.end(), unread_.begin(), unread_.end());
    put_back_ = std::move(bytes);
    unread_ = put_back_;
}

std::ptrdiff_t Wire::send_all(std::span<const std::byte> bytes, int flags) noexcept {
    const auto size = static_cast<std::ptrdiff_t>(bytes.size());
    while (!bytes.empty()) {
        const auto count = ::send(descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL | flags);
        if (count >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        } else if (errno != EINTR && (errno != EAGAIN || !wait_until_deadline(POLLOUT))) {
            return -1;
        }
    }
    return size;
}

std::ptrdiff_t Wire::write(const void* buffer, std::size_t size) noexcept {
    const std::span bytes{static_cast<const std::byte*>(buffer), size};
    if (!is_held_) return send_all(bytes, 0);
    if (size >= large_write) return send_held(MSG_MORE) ? send_all(bytes, 0) : -1;
    if (held_.size() + size > most_held && !send_held(MSG_MORE)) return -1;
    try {
        held_.insert(held_.end(), bytes.begin(), bytes.end());
    } catch (...) {
        return -1;  // no memory
    }
    return static_cast<std::ptrdiff_t>(size);
}

bool Wire::send_held(int flags) noexcept {
    const bool is_sent = send_all(held_, flags) >= 0;
    held_.clear();
    return is_sent;
}

bool Wire::flush() noexcept {
    is_held_ = false;
    return send_held(0);
}

void Wire::finish() noexcept {
    ::shutdown(descriptor(), SHUT_WR);
    deadline_ = steady_clock::now() + finish_timeout;
    is_stop_heeded_ = false;
    for (std::size_t thrown_away = 0; thrown_away < finish_limit;) {
        const auto count = receive(ahead_);
        if (count <= 0) return;
        thrown_away += static_cast<std::size_t>(count);
    }
}

void Wire::break_off() const noexcept { ::shutdown(descriptor(), SHUT_RDWR); }

}  // namespace kinote::dimse
