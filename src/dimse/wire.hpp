#pragma once
// The bytes of one connection, with limits on every wait.

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "dimse/socket.hpp"

namespace kinote::dimse {

/// Reads and writes a socket. One thread at a time, except break_off(). Nothing in it throws, as DCMTK's frames lie
/// between it and whoever could catch.
class Wire {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    enum class Arrival { bytes, silence, stop };

    /// Turns Nagle's algorithm off. @param stop  ends waits for messages; must outlive the wire.
    Wire(Descriptor socket, const StopSignal& stop);
    ~Wire() = default;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    [[nodiscard]] int descriptor() const noexcept { return socket_.number(); }

    /// Until when read() and write() may wait.
    void set_deadline(TimePoint deadline) noexcept { deadline_ = deadline; }
    /// Whether the stop signal ends waits within read() and write() too. So it is until the first call.
    void end_waits_on_stop(bool ends) noexcept { is_stop_heeded_ = ends; }
    /// Whether a read or write ended because the deadline passed.
    [[nodiscard]] bool is_timed_out() const noexcept { return is_timed_out_; }
    /// Whether a read found the connection ended or broken.
    [[nodiscard]] bool is_ended() const noexcept { return is_ended_; }
    /// Whether a read or write ended because of the stop.
    [[nodiscard]] bool is_stopped() const noexcept { return is_stopped_; }

    /// Waits for bytes to read, or for the end of the connection.
    [[nodiscard]] Arrival wait_for_bytes(TimePoint until) noexcept;
    /// Waits for bytes to read until the deadline.
    [[nodiscard]] bool has_bytes_in_time() noexcept;
    /// 1 to size bytes; 0 at the end of the connection; -1 for a broken one, at the deadline, or at the stop.
    [[nodiscard]] std::ptrdiff_t read(void* buffer, std::size_t size) noexcept;
    /// Fills the buffer. False where a read within gives no more.
    [[nodiscard]] bool read_all(std::span<std::byte> buffer) noexcept;
    /// Bytes that the next reads are to give again, before all others.
    void put_back(std::vector<std::byte> bytes);
    /// All bytes or none of use: size, or -1 as read(). What is written while held goes out with flush().
    [[nodiscard]] std::ptrdiff_t write(const void* buffer, std::size_t size) noexcept;
    /// Collects what is written, so that a message goes out in one piece; what is large goes out at once, behind what
    /// was collected.
    void hold() noexcept { is_held_ = true; }
    /// Sends what was collected. False where that fails.
    [[nodiscard]] bool flush() noexcept;

    /// Ends our side, and reads on for a moment until the peer ends its own: an end with unread bytes would destroy
    /// what the peer has not read yet (PS3.8 9.2, state 13).
    void finish() noexcept;
    /// Ends both sides at once; whoever reads or writes fails. Any thread.
    void break_off() const noexcept;

private:
    [[nodiscard]] bool wait_until_deadline(short events) noexcept;
    [[nodiscard]] std::ptrdiff_t receive(std::span<std::byte> buffer) noexcept;
    [[nodiscard]] std::ptrdiff_t send_all(std::span<const std::byte> bytes, int flags) noexcept;
    [[nodiscard]] bool send_held(int flags) noexcept;

    Descriptor socket_;
    const StopSignal& stop_;
    TimePoint deadline_;
    bool is_stop_heeded_ = true;
    bool is_timed_out_ = false;
    bool is_stopped_ = false;
    bool is_ended_ = false;
    bool is_held_ = false;
    std::vector<std::byte> held_;
    // Small reads come from here: a PDU's head and a command cost one call of the system and not four.
    std::array<std::byte, std::size_t{8} * 1024> ahead_;
    std::vector<std::byte> put_back_;
    std::span<const std::byte> unread_;  ///< of one of these two
};

}  // namespace kinote::dimse
