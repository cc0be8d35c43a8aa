#pragma once
// An association once it is agreed on, whoever asked for it: its messages, piece by piece.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dimse/abort.hpp"
#include "dimse/wire.hpp"

namespace kinote::dimse {

/// A presentation context that was accepted (PS3.8 9.3.3.2), and our roles in it (PS3.7 D.3.3.4).
struct AcceptedContext {
    std::string abstract_syntax;
    std::string transfer_syntax;
    bool are_we_scp = true;
    bool are_we_scu = false;
};
/// By presentation context ID.
using AcceptedContexts = std::map<std::uint8_t, AcceptedContext>;

/// Service class application information (PS3.7 D.3.3.5) by SOP class.
using ExtendedNegotiation = std::map<std::string, std::vector<std::byte>, std::less<>>;

/// What both sides agreed on.
struct AssociationTerms {
    AcceptedContexts contexts;
    ExtendedNegotiation extended;             ///< as the acceptor answered
    std::uint32_t our_maximum_pdu_size = 0;   ///< bytes of the variable field of a P-DATA-TF PDU, PS3.8 D.1
    std::uint32_t peer_maximum_pdu_size = 0;  ///< 0: any
};

/// How an association came to its end.
enum class Ending { released, aborted_by_peer, connection_lost, timed_out, stopped };
[[nodiscard]] std::string_view to_string(Ending ending);

/// A presentation data value, PS3.8 9.3.5.1: a piece of a command or of a data set.
struct DataValue {
    std::uint8_t context_id = 0;
    bool is_command = false;
    bool is_last = false;
    std::span<const std::byte> bytes;  ///< until the next one is asked for
};

struct AssociationTimeouts {
    std::chrono::milliseconds idle;    ///< between two messages
    std::chrono::milliseconds dimse;   ///< within a message, for each PDU; also for sending one
    std::chrono::milliseconds answer;  ///< from a request of ours to its answer, and from each answer to the next
};

/// A data set on its way out: gives its bytes in order, in pieces of any size but 0.
struct OutgoingDataSet {
    std::uint64_t size = 0;
    std::function<std::span<const std::byte>()> next;
};

/// One thread.
class Association {
public:
    /// @param wire  must outlive it.
    Association(Wire& wire, AssociationTimeouts timeouts, AssociationTerms terms);

    /// Null where the ID is none of an accepted context.
    [[nodiscard]] const AcceptedContext* context(std::uint8_t id) const;
    [[nodiscard]] const AssociationTerms& terms() const noexcept { return terms_; }

    enum class Position { between_messages, before_answer, within_message };
    /// The next piece; nothing where the association is over: see ending(). @param position  decides which timeout
    /// counts, and whether a stop of the server ends it.
    /// @throws base::Error invalid where the peer breaks PS3.8.
    [[nodiscard]] std::optional<DataValue> next(Position position);
    /// Meaningful once next() returned nothing, or sending failed.
    [[nodiscard]] Ending ending() const noexcept { return ending_; }
    /// Nothing comes or can be sent any more.
    [[nodiscard]] bool is_over() const noexcept { return is_over_; }
    /// Neither over nor left in the middle of a message of ours.
    [[nodiscard]] bool is_intact() const noexcept { return !is_over_ && !is_sending_; }
    /// Who aborted and why, where the peer did: PS3.8 Table 9-26.
    [[nodiscard]] std::string_view abort_reason() const noexcept;
    /// Waits for something to come (or for the end of the connection, or for the stop), at most until then.
    [[nodiscard]] Wire::Arrival wait(Wire::TimePoint until) noexcept;

    /// Bytes of a message that fit into one PDU to the peer, an even number. @throws base::Error unavailable where not
    /// even two do.
    [[nodiscard]] std::size_t largest_piece() const;
    /// Sends a command without data set. @throws base::Error unavailable where it cannot be sent.
    void send_command(std::uint8_t context_id, std::span<const std::byte> command);
    /// Sends a command with the data set that follows it. @throws as send_command(), and what `next` of it throws; then
    /// the association is of no more use.
    void send_message(std::uint8_t context_id, std::span<const std::byte> command, const OutgoingDataSet& data_set);
    void send_message(std::uint8_t context_id, std::span<const std::byte> command, std::span<const std::byte> data_set);

    /// For a request of ours, unlike those that wait for their answers.
    [[nodiscard]] std::uint16_t next_message_id() noexcept { return ++last_message_id_; }

    /// Answers an A-RELEASE-RQ. Failures do not matter: it is over.
    void acknowledge_release() noexcept;
    /// Asks for the end and waits for the answer, at most as long as for a PDU. @return whether it came.
    [[nodiscard]] bool release() noexcept;

    /// The association must not be used any more.
    void abort(AbortCause cause) noexcept { send_abort(wire_, cause); }

private:
    [[nodiscard]] bool is_pdu_received(Position position);
    [[nodiscard]] bool end(Ending ending) noexcept;
    [[nodiscard]] bool end_for_failed_read() noexcept;
    void take_values(std::size_t length);
    void write_values(std::uint8_t context_id, bool is_command, std::span<const std::byte> bytes, bool are_last);
    [[nodiscard]] bool send_release(std::byte type) noexcept;
    [[nodiscard]] bool skip(std::size_t size) noexcept;
    void begin_message();
    void end_message();
    [[noreturn]] void fail_to_send();

    Wire& wire_;
    AssociationTimeouts timeouts_;
    AssociationTerms terms_;
    Ending ending_ = Ending::connection_lost;
    bool is_over_ = false;
    bool is_sending_ = false;
    std::uint16_t last_message_id_ = 0;
    std::array<std::byte, 4> abort_reason_{};
    std::vector<std::byte> pdu_;         ///< the body of the last P-DATA-TF PDU
    std::span<const std::byte> values_;  ///< of it: those not given out
};

}  // namespace kinote::dimse
