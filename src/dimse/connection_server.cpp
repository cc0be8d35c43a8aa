#include "dimse/connection_server.hpp"

#include <exception>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"

namespace kinote::dimse {
namespace {

using std::chrono::steady_clock;

/// Logs the exception in flight: it ended an association.
void log_current_error(std::uint64_t association) noexcept {
    try {
        base::log::warn("a DICOM association ends early",
                        {{"association", association}, {"reason", base::current_error().what()}});
    } catch (...) {
        // Without memory there is no line.
    }
}

}  // namespace

/// A wire that can be broken from outside.
class ConnectionServer::OpenWire {
public:
    OpenWire(ConnectionServer& server, Wire& wire) : server_{server}, wire_{wire} {
        const std::lock_guard lock{server_.wires_mutex_};
        server_.wires_.insert(&wire_);
    }
    ~OpenWire() {
        const std::lock_guard lock{server_.wires_mutex_};
        server_.wires_.erase(&wire_);
    }
    OpenWire(const OpenWire&) = delete;
    OpenWire& operator=(const OpenWire&) = delete;

private:
    ConnectionServer& server_;
    Wire& wire_;
};

/// One of the associations that are allowed at once, or none where all places are taken.
class ConnectionServer::Place {
public:
    explicit Place(ConnectionServer& server) : active_{server.active_} {
        std::size_t taken = active_;
        while (taken < server.settings_.maximum_associations && !is_taken_) {
            is_taken_ = active_.compare_exchange_weak(taken, taken + 1);
        }
    }
    ~Place() { give_back(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] bool is_taken() const noexcept { return is_taken_; }
    void give_back() noexcept {
        if (std::exchange(is_taken_, false)) --active_;
    }

private:
    std::atomic<std::size_t>& active_;
    bool is_taken_ = false;
};

ConnectionServer::ConnectionServer(const ServerSettings& settings, const Services& services, const StopSignal& stop)
    : settings_{settings},
      services_{services},
      stop_{stop},
      negotiation_{settings, services},
      limits_{settings.staging_folder, settings.memory_limit, settings.maximum_object_size} {}

void ConnectionServer::serve(AcceptedConnection connection) noexcept {
    ++tally_.connections;
    try {
        Wire wire{std::move(connection.socket), stop_};
        const OpenWire open{*this, wire};
        serve(wire, connection.peer_address);
        wire.finish();
    } catch (...) {
        log_current_error(0);
    }
}

void ConnectionServer::serve(Wire& wire, const std::string& peer_address) {
    wire.set_deadline(steady_clock::now() + settings_.acse_timeout);
    AssociationHandle handle = upper_layer_.receive_request(wire, settings_.maximum_pdu_size);
    if (!handle) return;
    AssociationOffer offer{std::move(handle), wire};
    if (const auto rejection = negotiation_.rejection_of(offer)) {
        reject(offer, *rejection, peer_address);
        return;
    }
    Place place{*this};
    if (!place.is_taken()) {
        reject(offer, Rejection::local_limit, peer_address);
        return;
    }
    const Peer peer{++last_association_, dicom::AeTitle{offer.calling_ae_title()}, std::string{offer.called_ae_title()},
                    peer_address};
    serve(wire, offer, peer, place);
}

void ConnectionServer::reject(AssociationOffer& offer, Rejection rejection, const std::string& peer_address) {
    ++tally_.associations_rejected;
    base::log::warn("DICOM association rejected", {{"calling_ae_title", offer.calling_ae_title()},
                                                   {"called_ae_title", offer.called_ae_title()},
                                                   {"address", peer_address},
                                                   {"reason", to_string(rejection)}});
    offer.reject(rejection);
}

void ConnectionServer::serve(Wire& wire, AssociationOffer& offer, const Peer& peer, Place& place) {
    ++tally_.associations_accepted;
    bool is_released = false;
    try {
        Association association = accept(wire, offer, peer);
        Session session{association, peer, services_, negotiation_, limits_, settings_.maximum_drained_size, tally_};
        const Ending ending = serve_messages(session);
        place.give_back();  // who is told of the end may come again at once
        is_released = ending == Ending::released;
        if (is_released) association.acknowledge_release();
        if (ending == Ending::timed_out || ending == Ending::stopped) association.abort(AbortCause::ours);
        base::log::info("DICOM association ended", {{"association", peer.association}, {"ending", to_string(ending)}});
    } catch (...) {
        log_current_error(peer.association);
        const bool is_peers_fault = base::current_error().kind() == base::ErrorKind::invalid;
        send_abort(wire, is_peers_fault ? AbortCause::invalid_data : AbortCause::ours);
    }
    ++(is_released ? tally_.associations_released : tally_.associations_broken);
}

Association ConnectionServer::accept(Wire& wire, AssociationOffer& offer, const Peer& peer) const {
    AssociationTerms terms = negotiation_.answer(offer);
    offer.accept();
    base::log::info("DICOM association accepted", {{"association", peer.association},
                                                   {"calling_ae_title", peer.calling_ae_title.text()},
                                                   {"address", peer.address}});
    return {wire, {settings_.idle_timeout, settings_.dimse_timeout, settings_.dimse_timeout}, std::move(terms)};
}

void ConnectionServer::break_all() {
    const std::lock_guard lock{wires_mutex_};
    for (Wire* wire : wires_) wire->break_off();
}

ServerCounters ConnectionServer::counters() const {
    return {.connections = tally_.connections,
            .associations_accepted = tally_.associations_accepted,
            .associations_rejected = tally_.associations_rejected,
            .associations_released = tally_.associations_released,
            .associations_broken = tally_.associations_broken,
            .objects_stored = tally_.objects_stored,
            .objects_failed = tally_.objects_failed,
            .bytes_received = tally_.bytes_received};
}

}  // namespace kinote::dimse
