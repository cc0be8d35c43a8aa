#pragma once
// Serves connections from their first byte to their last: negotiation, messages, the end.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>

#include "dimse/session.hpp"
#include "dimse/socket.hpp"
#include "dimse/upper_layer.hpp"
#include "dimse/wire.hpp"

namespace kinote::dimse {

/// Any thread.
class ConnectionServer {
public:
    /// @param settings, services, stop  must outlive it.
    ConnectionServer(const ServerSettings& settings, const Services& services, const StopSignal& stop);

    /// Returns when the connection is over. Whatever goes wrong ends this connection only.
    void serve(AcceptedConnection connection) noexcept;

    /// Breaks all connections that are being served. What their handlers do goes on.
    void break_all();

    [[nodiscard]] std::size_t active_associations() const noexcept { return active_; }
    [[nodiscard]] ServerCounters counters() const;

private:
    class OpenWire;
    class Place;

    void serve(Wire& wire, const std::string& peer_address);
    void reject(AssociationOffer& offer, Rejection rejection, const std::string& peer_address);
    void serve(Wire& wire, AssociationOffer& offer, const Peer& peer, Place& place);
    [[nodiscard]] Association accept(Wire& wire, AssociationOffer& offer, const Peer& peer) const;

    const ServerSettings& settings_;
    const Services& services_;
    const StopSignal& stop_;
    const Negotiation negotiation_;
    const dicom::ObjectLimits limits_;
    Tally tally_;
    std::atomic<std::size_t> active_ = 0;
    std::atomic<std::uint64_t> last_association_ = 0;
    UpperLayer upper_layer_;

    std::mutex wires_mutex_;
    std::set<Wire*> wires_;  ///< guarded by wires_mutex_
};

}  // namespace kinote::dimse
