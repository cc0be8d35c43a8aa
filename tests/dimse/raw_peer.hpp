#pragma once
// A DICOM peer that sends whatever bytes a test wants.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dimse/raw_pdu.hpp"

namespace kinote::dimse::testing {

struct Pdu {
    int type = 0;
    Bytes body;
};

class RawPeer {
public:
    explicit RawPeer(std::uint16_t port, const char* address = "127.0.0.1")
        : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        ::inet_pton(AF_INET, address, &to.sin_addr);
        is_connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    /// @param socket  connected; owned from now on.
    explicit RawPeer(int socket) : socket_{socket}, is_connected_{socket >= 0} {}
    ~RawPeer() { close(); }
    RawPeer(RawPeer&& other) noexcept : socket_{std::exchange(other.socket_, -1)}, is_connected_{other.is_connected_} {}
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    [[nodiscard]] bool is_connected() const { return is_connected_; }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    /// False where the server no longer takes them.
    bool send(const Bytes& bytes) const {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) return false;
            sent += static_cast<std::size_t>(count);
        }
        return true;
    }

    /// The next PDU; nothing where the server ended the connection. Fails the test where it says nothing for long.
    std::optional<Pdu> receive() const {
        const auto head = read(6);
        if (!head) return std::nullopt;
        std::size_t length = 0;
        for (int i = 2; i < 6; ++i) length = length << 8 | static_cast<unsigned char>((*head)[static_cast<size_t>(i)]);
        auto body = read(length);
        if (!body) return std::nullopt;
        return Pdu{static_cast<unsigned char>((*head)[0]), std::move(*body)};
    }
    int receive_type() const {
        const auto received = receive();
        return received ? received->type : 0;
    }
    /// Whether the server has ended the connection, or does so soon, without another PDU.
    bool is_ended() const { return !receive().has_value(); }

    /// Asks for an association; fails the test where it is not accepted.
    Pdu associate(const AssociateRequest& request = {}) const {
        send(to_pdu(request));
        const auto answer = receive();
        EXPECT_TRUE(answer && answer->type == associate_ac) << (answer ? answer->type : -1);
        return answer.value_or(Pdu{});
    }

    /// The status of the next response; nothing where something else or nothing comes.
    std::optional<CommandSet> receive_response() const {
        const auto received = receive();
        if (!received || received->type != p_data || received->body.size() < 6) return std::nullopt;
        const auto* begin = reinterpret_cast<const std::byte*>(received->body.data());
        return CommandSet{std::vector<std::byte>(begin + 6, begin + received->body.size())};
    }
    std::optional<std::uint16_t> receive_status() const {
        const auto response = receive_response();
        return response ? response->number(command_tag::Status) : std::nullopt;
    }

    /// Sends a command and a data set, each in a PDU of its own.
    bool send_message(const Bytes& command, const Bytes& data_set, int context_id = 1) const {
        return send(data_pdu(context_id, true, true, command) + data_pdu(context_id, false, true, data_set));
    }
    /// Sends a whole C-STORE request.
    bool send_store(const Bytes& data_set, const StoreCommand& command = {}, int context_id = 1) const {
        constexpr std::size_t largest_fragment = 100'000;
        if (!send(data_pdu(context_id, true, true, command_bytes(command)))) return false;
        std::size_t at = 0;
        do {
            const Bytes fragment = data_set.substr(at, largest_fragment);
            at += fragment.size();
            if (!send(data_pdu(context_id, false, at == data_set.size(), fragment))) return false;
        } while (at < data_set.size());
        return true;
    }
    std::optional<std::uint16_t> store(const Bytes& data_set, const StoreCommand& command = {},
                                       int context_id = 1) const {
        return send_store(data_set, command, context_id) ? receive_status() : std::nullopt;
    }

    /// The status of the answer to a command without data set.
    std::optional<std::uint16_t> request(StoreCommand command, int context_id = 1) const {
        command.data_set_type = 0x0101;
        return send(data_pdu(context_id, true, true, command_bytes(command))) ? receive_status() : std::nullopt;
    }

    /// Asks for the release, and whether it is granted.
    bool release() const {
        send(pdu(release_rq, Bytes(4, '\0')));
        return receive_type() == release_rp;
    }

private:
    std::optional<Bytes> read(std::size_t size) const {
        constexpr int patience_ms = 20'000;
        Bytes bytes(size, '\0');
        std::size_t filled = 0;
        while (filled < size) {
            if (socket_ < 0) return std::nullopt;
            pollfd waiting{socket_, POLLIN, 0};
            if (::poll(&waiting, 1, patience_ms) <= 0) {
                ADD_FAILURE() << "the server says nothing";
                return std::nullopt;
            }
            const auto count = ::recv(socket_, bytes.data() + filled, size - filled, 0);
            if (count <= 0) return std::nullopt;
            filled += static_cast<std::size_t>(count);
        }
        return bytes;
    }

    int socket_;
    bool is_connected_ = false;
};

struct ReceivedMessage {
    int context_id = 0;
    std::optional<CommandSet> command;
    Bytes data_set;
};

/// Receives a whole message, of one value per PDU or of several. Nothing where something else comes.
inline std::optional<ReceivedMessage> receive_message_of(const RawPeer& peer) {
    ReceivedMessage message;
    Bytes command;
    while (const auto received = peer.receive()) {
        if (received->type != p_data) return std::nullopt;
        const Bytes& body = received->body;
        for (std::size_t at = 0; at + 6 <= body.size();) {
            const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(body[at + index]); };
            const std::size_t length =
                std::size_t{byte(0)} << 24 | std::size_t{byte(1)} << 16 | byte(2) * 256u | byte(3);
            message.context_id = byte(4);
            const bool is_command = (byte(5) & 1) != 0;
            const bool is_last = (byte(5) & 2) != 0;
            (is_command ? command : message.data_set) += body.substr(at + 6, length - 2);
            at += 4 + length;
            if (is_command && is_last) {
                const auto* begin = reinterpret_cast<const std::byte*>(command.data());
                message.command.emplace(std::vector<std::byte>(begin, begin + command.size()));
            }
            if (is_last && (!is_command || !message.command->has_data_set())) return message;
        }
    }
    return std::nullopt;
}

inline std::size_t length_at(const Bytes& body, std::size_t at) {
    return static_cast<unsigned char>(body[at]) * 256u + static_cast<unsigned char>(body[at + 1]);
}

/// The sub-items of one type in the user information of an A-ASSOCIATE-RQ or -AC.
inline std::vector<Bytes> user_items(const Pdu& associate, int type) {
    std::vector<Bytes> found;
    for (std::size_t at = 68; at + 4 <= associate.body.size();) {
        const std::size_t end = at + 4 + length_at(associate.body, at + 2);
        for (std::size_t sub = at + 4; associate.body[at] == 0x50 && sub + 4 <= end;) {
            const Bytes content = associate.body.substr(sub + 4, length_at(associate.body, sub + 2));
            if (associate.body[sub] == type) found.push_back(content);
            sub += 4 + content.size();
        }
        at = end;
    }
    return found;
}

struct ContextAnswer {
    int result = -1;
    std::string transfer_syntax;
};
/// The presentation contexts of an A-ASSOCIATE-AC, by ID.
inline std::map<int, ContextAnswer> contexts_of(const Pdu& accept) {
    std::map<int, ContextAnswer> answers;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(accept.body[at]); };
    for (std::size_t at = 68; at + 4 <= accept.body.size();) {
        const std::size_t length = byte(at + 2) * 256u + byte(at + 3);
        if (byte(at) == 0x21) {
            const std::size_t syntax_length = byte(at + 10) * 256u + byte(at + 11);
            answers[byte(at + 4)] = {byte(at + 6), accept.body.substr(at + 12, syntax_length)};
        }
        at += 4 + length;
    }
    return answers;
}

}  // namespace kinote::dimse::testing
