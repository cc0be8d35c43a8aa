#pragma once
// One association as acceptor: its negotiation and its messages, piece by piece.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dimse/abort.hpp"
#include "dimse/upper_layer.hpp"
#include "dimse/wire.hpp"

struct T_ASC_Parameters;

namespace kinote::dimse {

/// A presentation context that was accepted, PS3.8 9.3.3.2.
struct AcceptedContext {
    std::string abstract_syntax;
    std::string transfer_syntax;
};
/// By presentation context ID.
using AcceptedContexts = std::map<std::uint8_t, AcceptedContext>;

/// Why an association is not accepted, PS3.8 Table 9-21.
enum class Rejection {
    application_context_name,
    calling_ae_title,
    called_ae_title,
    presentation_contexts,  ///< with IDs that are even or used twice
    local_limit,            ///< transient: so many associations that there is no room for one more
};
[[nodiscard]] std::string_view to_string(Rejection rejection);

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
    std::chrono::milliseconds idle;
    std::chrono::milliseconds dimse;
};

/// One thread.
class Association {
public:
    /// @param handle  not null, just received. @param wire  must outlive it.
    Association(AssociationHandle handle, Wire& wire, AssociationTimeouts timeouts);

    [[nodiscard]] std::string_view calling_ae_title() const noexcept;
    [[nodiscard]] std::string_view called_ae_title() const noexcept;
    /// What the peer proposed, and where the answers to it are noted.
    [[nodiscard]] T_ASC_Parameters& parameters() noexcept;

    /// @throws base::Error unavailable where the peer cannot be told.
    void reject(Rejection rejection);
    /// Sends the A-ASSOCIATE-AC. @param contexts  those noted as accepted. @throws base::Error as reject().
    void accept(AcceptedContexts contexts);
    /// Null where the ID is none of an accepted context.
    [[nodiscard]] const AcceptedContext* context(std::uint8_t id) const;

    enum class Position { between_messages, within_message };
    /// The next piece; nothing where the association is over: see ending(). @param position  decides which timeout
    /// counts, and whether a stop of the server ends it.
    /// @throws base::Error invalid where the peer breaks PS3.8.
    [[nodiscard]] std::optional<DataValue> next(Position position);
    /// Meaningful once next() returned nothing.
    [[nodiscard]] Ending ending() const noexcept { return ending_; }

    /// Sends a command without data set. @throws base::Error unavailable where it cannot be sent.
    void send_command(std::uint8_t context_id, std::span<const std::byte> command);

    /// Answers an A-RELEASE-RQ. Failures do not matter: it is over.
    void acknowledge_release() noexcept;

    /// The association must not be used any more.
    void abort(AbortCause cause) noexcept { send_abort(wire_, cause); }

private:
    [[nodiscard]] bool is_pdu_received(Position position);

    Wire& wire_;
    AssociationHandle handle_;
    AssociationTimeouts timeouts_;
    AcceptedContexts contexts_;
    Ending ending_ = Ending::connection_lost;
};

}  // namespace kinote::dimse
