#pragma once
// An association that we ask for: where we are the user of the peer's services, or their provider where that was
// agreed.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "dimse/association.hpp"
#include "dimse/message.hpp"
#include "dimse/proposal.hpp"
#include "dimse/response.hpp"
#include "dimse/socket.hpp"
#include "dimse/store_request.hpp"
#include "dimse/wire.hpp"

namespace kinote::dimse {

struct RequestTimeouts {
    std::chrono::milliseconds connect{10'000};
    /// For the answer to the request for the association.
    std::chrono::milliseconds negotiation{30'000};
    /// From the end of a request to its answer, and from each answer to the next one.
    std::chrono::milliseconds answer{60'000};
    /// Within a message, for each PDU; also for sending one, and for the answer to a release.
    std::chrono::milliseconds transfer{60'000};
    /// How long one may lie idle and still be taken for usable: below what peers allow, so that none ends it just then.
    std::chrono::milliseconds idle{20'000};
};

struct AssociationRequest {
    std::string host;  ///< a name or a numeric address, IPv4 or IPv6
    std::uint16_t port = 0;
    Proposal proposal;
    RequestTimeouts timeouts{};
};

/// One thread; only the stop may come from others. Every base::Error of the functions that use it names the peer and
/// says whether the cause can pass; its kind is `unavailable` for a peer that cannot be reached, rejects, aborts, says
/// nothing for too long or vanishes, and for the stop, and `invalid` for one that breaks the protocol. After such an
/// error the association is over.
class RequestedAssociation {
public:
    /// Connects and negotiates. prepare_process() must have been called before. @param stop  ends it and all that is
    /// waited for later. @throws base::Error as above; invalid where the request cannot be made.
    RequestedAssociation(AssociationRequest request, std::stop_token stop);
    /// Aborts where it was not released.
    ~RequestedAssociation();
    RequestedAssociation(const RequestedAssociation&) = delete;
    RequestedAssociation& operator=(const RequestedAssociation&) = delete;

    /// What the peer accepted.
    [[nodiscard]] const AcceptedContexts& contexts() const noexcept { return association_->terms().contexts; }
    /// An accepted context in which we are the user of the class; nothing where there is none. @param
    /// transfer_syntax_uid any where empty.
    [[nodiscard]] std::optional<std::uint8_t> context_for(std::string_view abstract_syntax,
                                                          std::string_view transfer_syntax_uid = {}) const;
    /// As context_for(). @throws base::Error refused, which leaves the association as it is.
    [[nodiscard]] std::uint8_t demand_context(std::string_view abstract_syntax,
                                              std::string_view transfer_syntax_uid = {}) const;
    /// An accepted context in which we are the provider of the class; where the peer did not answer our offer to be
    /// that, any context of the class, as some do not negotiate roles. @throws as demand_context().
    [[nodiscard]] std::uint8_t demand_context_to_serve(std::string_view abstract_syntax) const;
    /// What the peer answered to the extended negotiation of a SOP class; empty where nothing.
    [[nodiscard]] std::span<const std::byte> extended_negotiation(std::string_view sop_class_uid) const;

    /// Not over, not idle for too long, and nothing came from the peer, as its abort: for one that was kept for later.
    [[nodiscard]] bool is_usable();
    /// "ARCHIVE at 10.0.0.1 port 104"
    [[nodiscard]] const std::string& peer() const noexcept { return peer_; }

    /// Whom we called, as requests that come over the association are handed over: with 0 as number of the association.
    [[nodiscard]] Peer peer_called() const;

    /// Waits for a request of the peer, and serves it with what serve_with() was given. @return whether one came.
    /// @throws base::Error as above, also where the peer releases the association.
    [[nodiscard]] bool serve_request(std::chrono::milliseconds patience);

    /// Ends it as it should be. A peer that does not answer changes nothing: it is over, and the connection is ended.
    void release() noexcept;

    /// What the peer asks for while we wait goes there; where there is none, it is told that this is not served.
    void serve_with(Interruption interruption) { interruption_ = std::move(interruption); }

    /// For the services.
    [[nodiscard]] Association& association() noexcept { return *association_; }
    /// Does something with the association. @param what  for the error: "store 1.2.3". @throws base::Error of a failure
    /// within, with peer and action; the association is aborted then.
    void perform(std::string_view what, const std::function<void()>& action);
    /// The response to a request that was sent. Within perform() only.
    [[nodiscard]] Message response_to(Awaited awaited);

private:
    void negotiate();
    [[nodiscard]] AssociationTerms read_answer();
    [[nodiscard]] bool serve(const Message& message);
    void abort() noexcept;

    AssociationRequest request_;
    std::string peer_;
    StopSignal stop_signal_;
    std::stop_callback<std::function<void()>> on_stop_;
    std::optional<Wire> wire_;
    std::optional<Association> association_;
    Interruption interruption_;
    bool is_over_ = false;
    std::chrono::steady_clock::time_point last_used_ = std::chrono::steady_clock::now();
};

}  // namespace kinote::dimse
