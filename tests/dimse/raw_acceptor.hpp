#pragma once
// A DICOM peer that is called, and answers with whatever bytes a test wants.

#include <algorithm>
#include <functional>
#include <thread>

#include "dimse/raw_peer.hpp"
#include "dimse/socket.hpp"

namespace kinote::dimse::testing {

/// The presentation contexts of an A-ASSOCIATE-RQ, by ID.
inline std::map<int, ProposedContext> proposed_by(const Pdu& request);

struct Acceptance {
    std::uint32_t maximum_pdu_size = 16'384;
    Bytes user_items{};               ///< more of them
    std::vector<int> rejected_ids{};  ///< of contexts
};

/// The A-ASSOCIATE-AC to a request: every context with the first transfer syntax proposed.
inline Bytes accept_pdu(const Pdu& request, const Acceptance& acceptance = {}) {
    Bytes body = request.body.substr(0, 68) + item(0x10, Bytes{application_context});
    for (const auto& [id, context] : proposed_by(request)) {
        const bool is_rejected = std::ranges::find(acceptance.rejected_ids, id) != acceptance.rejected_ids.end();
        body += item(0x21, big_endian(static_cast<unsigned>(id), 1) + '\0' + (is_rejected ? '\x03' : '\0') + '\0' +
                               item(0x40, context.transfer_syntaxes.at(0)));
    }
    body += item(
        0x50, item(0x51, big_endian(acceptance.maximum_pdu_size, 4)) + item(0x52, "1.2.3.4") + acceptance.user_items);
    return pdu(associate_ac, body);
}

/// A response without data set to a request. @param more  elements behind the status, encoded.
inline Bytes response_bytes(const CommandSet& request, std::uint16_t status, const std::string& comment = {}) {
    CommandSetWriter writer;
    writer.add_number(command_tag::CommandField,
                      static_cast<std::uint16_t>(static_cast<std::uint16_t>(request.field()) | response_bit));
    writer.add_number(command_tag::MessageIDBeingRespondedTo, request.number(command_tag::MessageID).value_or(0));
    writer.add_number(command_tag::CommandDataSetType, 0x0101);
    writer.add_number(command_tag::Status, status);
    if (!comment.empty()) writer.add_text(command_tag::ErrorComment, comment);
    return as_text(writer.bytes());
}

/// Receives until the other side is gone; grants a release.
inline void serve_to_the_end(const RawPeer& peer) {
    while (const auto received = peer.receive()) {
        if (received->type == release_rq) peer.send(pdu(release_rp, Bytes(4, '\0')));
    }
}

/// Listens on a free port; serves one connection with a script, on a thread of its own.
class RawAcceptor {
public:
    using Script = std::function<void(RawPeer&)>;

    explicit RawAcceptor(Script script)
        : thread_{[this, served = std::move(script)] {
              RawPeer peer{take()};
              if (peer.is_connected()) served(peer);
          }} {}
    /// A script that is to go on once the association is accepted. @param acceptance  what it is accepted with.
    RawAcceptor(Acceptance acceptance, Script script)
        : RawAcceptor{[accepted = std::move(acceptance), served = std::move(script)](RawPeer& peer) {
              const auto request = peer.receive();
              if (!request || request->type != associate_rq) return;
              peer.send(accept_pdu(*request, accepted));
              served(peer);
          }} {}
    ~RawAcceptor() { stop_.raise(); }

    [[nodiscard]] std::uint16_t port() const { return socket_.port(); }

private:
    int take() {
        pollfd waiting[2] = {{socket_.descriptor(), POLLIN, 0}, {stop_.descriptor(), POLLIN, 0}};
        ::poll(waiting, 2, -1);
        if (waiting[0].revents == 0) return -1;
        return ::accept(socket_.descriptor(), nullptr, nullptr);
    }

    ListeningSocket socket_{"127.0.0.1", 0};
    StopSignal stop_;
    std::jthread thread_;  ///< last, so that it ends first
};

inline std::map<int, ProposedContext> proposed_by(const Pdu& request) {
    std::map<int, ProposedContext> contexts;
    for (std::size_t at = 68; at + 4 <= request.body.size();) {
        const std::size_t end = at + 4 + length_at(request.body, at + 2);
        if (request.body[at] == 0x20) {
            ProposedContext context{static_cast<unsigned char>(request.body[at + 4]), {}, {}};
            for (std::size_t sub = at + 8; sub + 4 <= end;) {
                const Bytes text = request.body.substr(sub + 4, length_at(request.body, sub + 2));
                if (request.body[sub] == 0x30) context.abstract_syntax = text;
                if (request.body[sub] == 0x40) context.transfer_syntaxes.push_back(text);
                sub += 4 + text.size();
            }
            contexts[context.id] = context;
        }
        at = end;
    }
    return contexts;
}

}  // namespace kinote::dimse::testing
