// Sends sample objects over DICOM, one C-STORE at a time per association, the same to every peer: TCP_NODELAY, a
// message in one write. Usage: object_sender HOST PORT CALLED_AE_TITLE kosd|ct|ct:MEGABYTES|small ASSOCIATIONS OBJECTS
// ROOT [OBJECTS_PER_STUDY]. Prints one line: seconds from the first request to the last response, and how many were
// answered with success.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "dicom/uid.hpp"
#include "sample_objects.hpp"

namespace {

namespace uid = kinote::dicom::uid;
using Bytes = std::vector<std::byte>;
using Clock = std::chrono::steady_clock;

constexpr std::uint8_t context_id = 1;
constexpr std::uint32_t our_maximum_pdu = 131'072;

struct Peer {
    std::string host;
    std::uint16_t port;
    std::string ae_title;
};

// Numbers in PDUs are big endian (PS3.8 9.3.1), in command sets little endian (PS3.7 6.3.1).
void put_big(Bytes& bytes, std::uint32_t number, unsigned size) {
    for (unsigned i = size; i-- > 0;) bytes.push_back(static_cast<std::byte>(number >> (8 * i)));
}
void put_little(Bytes& bytes, std::uint32_t number, unsigned size) {
    for (unsigned i = 0; i < size; ++i) bytes.push_back(static_cast<std::byte>(number >> (8 * i)));
}
void put_text(Bytes& bytes, std::string_view text) {
    for (const char character : text) bytes.push_back(static_cast<std::byte>(character));
}
std::uint32_t big(const Bytes& bytes, std::size_t offset, unsigned size) {
    std::uint32_t number = 0;
    for (unsigned i = 0; i < size; ++i) number = number << 8U | std::to_integer<std::uint32_t>(bytes.at(offset + i));
    return number;
}

void put_item(Bytes& bytes, std::uint8_t type, const Bytes& content) {
    put_big(bytes, type, 1);
    put_big(bytes, 0, 1);
    put_big(bytes, static_cast<std::uint32_t>(content.size()), 2);
    bytes.insert(bytes.end(), content.begin(), content.end());
}
Bytes text_bytes(std::string_view text) {
    Bytes bytes;
    put_text(bytes, text);
    return bytes;
}
std::string padded(std::string_view ae_title) {
    std::string text{ae_title};
    text.resize(16, ' ');
    return text;
}

Bytes associate_request(const Peer& peer, std::string_view sop_class_uid) {  // PS3.8 9.3.2
    Bytes context;
    put_big(context, context_id, 1);
    put_big(context, 0, 3);
    put_item(context, 0x30, text_bytes(sop_class_uid));
    put_item(context, 0x40, text_bytes(uid::ExplicitVRLittleEndian));
    Bytes length;
    put_big(length, our_maximum_pdu, 4);
    Bytes user;
    put_item(user, 0x51, length);
    put_item(user, 0x52, text_bytes("1.2.826.0.1.3680043.10.1.9"));
    Bytes body;
    put_big(body, 1, 2);
    put_big(body, 0, 2);
    put_text(body, padded(peer.ae_title));
    put_text(body, padded("SENDER"));
    body.resize(body.size() + 32);
    put_item(body, 0x10, text_bytes("1.2.840.10008.3.1.1.1"));
    put_item(body, 0x20, context);
    put_item(body, 0x50, user);
    return body;
}

void put_element(Bytes& command, std::uint32_t element, std::string_view value) {
    put_little(command, 0, 2);
    put_little(command, element, 2);
    put_little(command, static_cast<std::uint32_t>(value.size() + value.size() % 2), 4);
    put_text(command, value);
    if (value.size() % 2 != 0) put_big(command, 0, 1);
}
void put_number(Bytes& command, std::uint32_t element, std::uint32_t number) {
    put_little(command, 0, 2);
    put_little(command, element, 2);
    put_little(command, 2, 4);
    put_little(command, number, 2);
}

Bytes store_request(std::string_view sop_class_uid, std::string_view sop_instance_uid, std::uint16_t message_id) {
    Bytes elements;  // PS3.7 Table 9.3-1
    put_element(elements, 0x0002, sop_class_uid);
    put_number(elements, 0x0100, 0x0001);
    put_number(elements, 0x0110, message_id);
    put_number(elements, 0x0700, 0);
    put_number(elements, 0x0800, 0x0001);
    put_element(elements, 0x1000, sop_instance_uid);
    Bytes command;
    put_little(command, 0, 2);
    put_little(command, 0, 2);
    put_little(command, 4, 4);
    put_little(command, static_cast<std::uint32_t>(elements.size()), 4);
    command.insert(command.end(), elements.begin(), elements.end());
    return command;
}

/// One association, one thread.
class Association {
public:
    Association(const Peer& peer, std::string_view sop_class_uid) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(peer.port);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::inet_pton(AF_INET, peer.host.c_str(), &address.sin_addr) != 1 ||
            ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error{"cannot connect"};
        }
        Bytes request;
        put_pdu(request, 0x01, associate_request(peer, sop_class_uid));
        send(request);
        read_acceptance(receive_pdu());
    }
    ~Association() { ::close(socket_); }
    Association(const Association&) = delete;
    Association& operator=(const Association&) = delete;

    /// @return the status of the response.
    std::uint32_t store(const Bytes& command, const Bytes& data_set) {
        Bytes message;
        message.reserve(command.size() + data_set.size() + 64 + data_set.size() / (maximum_pdu_ - 6) * 12);
        put_values(message, command, 0x03);
        put_values(message, data_set, 0x02);
        send(message);
        const Bytes response = receive_pdu();
        if (type_ != 0x04) throw std::runtime_error{"the peer ended the association"};
        return status_of(response);
    }
    void release() {
        Bytes request;
        put_pdu(request, 0x05, Bytes(4));
        send(request);
        (void)receive_pdu();
    }

private:
    static void put_pdu(Bytes& bytes, std::uint8_t type, const Bytes& body) {
        put_big(bytes, type, 1);
        put_big(bytes, 0, 1);
        put_big(bytes, static_cast<std::uint32_t>(body.size()), 4);
        bytes.insert(bytes.end(), body.begin(), body.end());
    }
    // P-DATA-TF PDUs with one presentation data value each, PS3.8 9.3.5.
    void put_values(Bytes& message, const Bytes& bytes, std::uint8_t last_header) const {
        const std::size_t most = maximum_pdu_ - 6;
        for (std::size_t offset = 0; offset < bytes.size(); offset += most) {
            const std::size_t size = std::min(most, bytes.size() - offset);
            const bool is_last = offset + size == bytes.size();
            put_big(message, 0x04, 1);
            put_big(message, 0, 1);
            put_big(message, static_cast<std::uint32_t>(size + 6), 4);
            put_big(message, static_cast<std::uint32_t>(size + 2), 4);
            put_big(message, context_id, 1);
            put_big(message, is_last ? last_header : last_header & 0x01U, 1);
            const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(offset);
            message.insert(message.end(), begin, begin + static_cast<std::ptrdiff_t>(size));
        }
    }
    void send(const Bytes& bytes) const {
        for (std::size_t sent = 0; sent < bytes.size();) {
            const auto count = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) throw std::runtime_error{"the peer takes no more"};
            sent += static_cast<std::size_t>(count);
        }
    }
    void receive(Bytes& bytes) const {
        for (std::size_t received = 0; received < bytes.size();) {
            const auto count = ::recv(socket_, bytes.data() + received, bytes.size() - received, 0);
            if (count <= 0) throw std::runtime_error{"the peer closed the connection"};
            received += static_cast<std::size_t>(count);
        }
    }
    Bytes receive_pdu() {
        Bytes head(6);
        receive(head);
        type_ = big(head, 0, 1);
        Bytes body(big(head, 2, 4));
        receive(body);
        return body;
    }
    void read_acceptance(const Bytes& body) {  // PS3.8 9.3.3
        if (type_ != 0x02) throw std::runtime_error{"the association was not accepted"};
        for (std::size_t offset = 68; offset + 4 <= body.size();) {
            const std::uint32_t item = big(body, offset, 1);
            const std::uint32_t length = big(body, offset + 2, 2);
            if (item == 0x21 && big(body, offset + 6, 1) != 0) throw std::runtime_error{"the class was not accepted"};
            if (item == 0x50) {
                offset += 4;  // into the user information
                continue;
            }
            if (item == 0x51 && big(body, offset + 4, 4) != 0) {
                maximum_pdu_ = std::min<std::size_t>(big(body, offset + 4, 4), our_maximum_pdu);
            }
            offset += 4 + length;
        }
    }
    static std::uint32_t status_of(const Bytes& body) {
        for (std::size_t offset = 6; offset + 8 <= body.size();) {  // elements behind the value's head
            const std::uint32_t element = std::to_integer<std::uint32_t>(body[offset + 2]) |
                                          std::to_integer<std::uint32_t>(body[offset + 3]) << 8U;
            const std::uint32_t length = std::to_integer<std::uint32_t>(body[offset + 4]) |
                                         std::to_integer<std::uint32_t>(body[offset + 5]) << 8U;
            if (element == 0x0900) {
                return std::to_integer<std::uint32_t>(body.at(offset + 8)) |
                       std::to_integer<std::uint32_t>(body.at(offset + 9)) << 8U;
            }
            offset += 8 + length;
        }
        throw std::runtime_error{"a response without status"};
    }

    int socket_;
    std::uint32_t type_ = 0;
    std::size_t maximum_pdu_ = 16'384;
};

struct Message {
    Bytes command;
    Bytes data_set;
};

struct ImageSize {
    int frames = 1;
    std::uint16_t side = kinote::bench::usual_image_side;  ///< pixels
};

std::vector<Message> make_messages(bool is_kosd, ImageSize size, int objects, std::string_view root, int per_study) {
    std::vector<Message> messages;
    const std::string_view sop_class = is_kosd ? uid::KeyObjectSelectionDocumentStorage : uid::CTImageStorage;
    for (int number = 0; number < objects; ++number) {
        const kinote::bench::SampleIdentity identity = kinote::bench::sample_identity(root, number, per_study);
        messages.push_back(
            {store_request(sop_class, identity.sop_instance_uid, static_cast<std::uint16_t>(number % 65'535 + 1)),
             is_kosd ? kinote::bench::make_kosd(identity)
                     : kinote::bench::make_ct_image(identity, size.frames, size.side)});
    }
    return messages;
}

int send_all(const Peer& peer, bool is_kosd, int associations, const std::vector<Message>& messages) {
    std::atomic<std::size_t> next = 0;
    std::atomic<int> succeeded = 0;
    Clock::time_point begin;
    std::barrier together{associations, [&begin]() noexcept { begin = Clock::now(); }};
    std::vector<std::jthread> threads;
    for (int i = 0; i < associations; ++i) {
        threads.emplace_back([&] {
            try {
                Association association{peer, is_kosd ? uid::KeyObjectSelectionDocumentStorage : uid::CTImageStorage};
                together.arrive_and_wait();
                for (std::size_t index = next++; index < messages.size(); index = next++) {
                    if (association.store(messages[index].command, messages[index].data_set) == 0) ++succeeded;
                }
                association.release();
            } catch (const std::exception& error) {
                std::fprintf(stderr, "object_sender: %s\n", error.what());
                std::exit(1);
            }
        });
    }
    threads.clear();
    const std::chrono::duration<double> seconds = Clock::now() - begin;
    std::printf("%.6f %d\n", seconds.count(), succeeded.load());
    return static_cast<std::size_t>(succeeded) == messages.size() ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 8 && count != 9) {
        std::fputs(
            "usage: object_sender HOST PORT CALLED_AE_TITLE kosd|ct|ct:MEGABYTES|small ASSOCIATIONS OBJECTS ROOT "
            "[OBJECTS_PER_STUDY]\n",
            stderr);
        return 2;
    }
    const Peer peer{arguments[1], static_cast<std::uint16_t>(std::stoi(arguments[2])), arguments[3]};
    const std::string_view kind = arguments[4];
    const bool is_kosd = kind == "kosd";
    constexpr int frames_per_megabyte = 2;
    ImageSize size;
    if (kind.starts_with("ct:")) size.frames = frames_per_megabyte * std::stoi(arguments[4] + 3);
    if (kind == "small") size.side = 16;
    const int per_study = count == 9 ? std::stoi(arguments[8]) : kinote::bench::usual_objects_per_study;
    const std::vector<Message> messages =
        make_messages(is_kosd, size, std::stoi(arguments[6]), arguments[7], per_study);
    return send_all(peer, is_kosd, std::stoi(arguments[5]), messages);
}
