#pragma once
// A client that sends exactly the bytes it is told, well-formed or not, and reads what comes back.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace kinote::http {

class RawClient {
public:
    explicit RawClient(std::uint16_t port, int receive_buffer = 0) : socket_{socket(AF_INET, SOCK_STREAM, 0)} {
        if (receive_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"cannot connect"};
    }
    ~RawClient() { close(); }
    RawClient(RawClient&& other) noexcept
        : socket_{std::exchange(other.socket_, -1)}, received_{std::move(other.received_)} {}
    RawClient& operator=(RawClient&&) = delete;

    void close() {
        if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    }

    /// False where the server has closed.
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    void end_sending() const { shutdown(socket_, SHUT_WR); }

    /// Everything until the server closes; ends with "[reset]" where it broke the connection off.
    std::string read_all() {
        while (receive()) {
        }
        return std::exchange(received_, {}) + (is_reset_ ? "[reset]" : "");
    }

    /// One response with its body by Content-Length; what there is where the server closes before its end.
    std::string read_response(bool has_body = true) {
        const std::size_t head_end = read_until("\r\n\r\n");
        if (head_end == std::string::npos) return std::exchange(received_, {});
        const std::size_t size = head_end + (has_body ? content_length(received_.substr(0, head_end)) : 0);
        while (received_.size() < size && receive()) {
        }
        std::string response = received_.substr(0, size);
        received_.erase(0, size);
        return response;
    }

    /// Position behind the mark, received so far or from now on; npos where the server closes before.
    std::size_t read_until(std::string_view mark) {
        while (true) {
            if (const auto found = received_.find(mark); found != std::string::npos) return found + mark.size();
            if (!receive()) return std::string::npos;
        }
    }

    /// Whether the server closes, rather than saying anything, within ten seconds.
    bool sees_close() {
        const bool is_silent = !receive() && received_.empty();
        return is_silent;
    }

private:
    static std::size_t content_length(const std::string& head) {
        constexpr std::string_view name = "\r\nContent-Length: ";
        const auto found = head.find(name);
        std::size_t length = 0;
        if (found != std::string::npos)
            std::from_chars(head.data() + found + name.size(), head.data() + head.size(), length);
        return length;
    }

    bool receive() {
        pollfd ready{socket_, POLLIN, 0};
        if (poll(&ready, 1, 10'000) != 1) throw std::runtime_error{"the server says nothing for ten seconds"};
        std::array<char, 65536> buffer{};
        const ssize_t count = recv(socket_, buffer.data(), buffer.size(), 0);
        if (count < 0) is_reset_ = true;
        if (count > 0) received_.append(buffer.data(), static_cast<std::size_t>(count));
        return count > 0;
    }

    int socket_;
    bool is_reset_ = false;
    std::string received_;
};

/// "GET /path HTTP/1.1" with a Host that default options allow.
inline std::string get(std::uint16_t port, std::string_view path, std::string_view more_headers = "") {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) + "\r\n" +
           std::string{more_headers} + "\r\n";
}

inline std::string body_of(const std::string& response) {
    const auto end = response.find("\r\n\r\n");
    return end == std::string::npos ? "" : response.substr(end + 4);
}

inline std::string status_line(const std::string& response) { return response.substr(0, response.find("\r\n")); }

}  // namespace kinote::http
