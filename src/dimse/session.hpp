#pragma once
// What the services need to serve the messages of one accepted association, and the loop that hands them out.

#include <atomic>
#include <cstdint>
#include <functional>

#include "dicom/received_object_writer.hpp"
#include "dimse/association.hpp"
#include "dimse/message.hpp"
#include "dimse/negotiation.hpp"
#include "dimse/server.hpp"

namespace kinote::dimse {

/// The counters of a server while it counts. Any thread.
struct Tally {
    std::atomic<std::uint64_t> connections = 0;
    std::atomic<std::uint64_t> associations_accepted = 0;
    std::atomic<std::uint64_t> associations_rejected = 0;
    std::atomic<std::uint64_t> associations_released = 0;
    std::atomic<std::uint64_t> associations_broken = 0;
    std::atomic<std::uint64_t> objects_stored = 0;
    std::atomic<std::uint64_t> objects_failed = 0;
    std::atomic<std::uint64_t> bytes_received = 0;
};

struct Session {
    Association& association;
    const Peer& peer;
    const Services& services;
    const Negotiation& negotiation;
    const dicom::ObjectLimits& limits;
    std::uint64_t maximum_drained_size;
    Tally& tally;
    bool is_reporting = false;  ///< an event, whose answer is waited for
};

/// Counts the bytes that are only thrown away, so that a peer cannot go on with that for ever.
class Drain {
public:
    explicit Drain(const Session& session) : left_{session.maximum_drained_size} {}

    /// @throws base::Error invalid where it becomes too much.
    void take(std::uint64_t size);

private:
    std::uint64_t left_;
};

/// Receives a data set that nobody wants. @return false where the association ended within it.
/// @throws base::Error invalid where it is too large for that.
[[nodiscard]] bool drain_data_set(Session& session, const Message& message);

/// Does something with the association. @return false where that came to its end meanwhile. @throws what the action
/// throws for other reasons.
[[nodiscard]] bool unless_over(const Session& session, const std::function<void()>& action);

/// Serves one request. @return false where the association ended meanwhile. @throws as serve_messages().
[[nodiscard]] bool serve_message(Session& session, const Message& message);

/// Serves requests until the association is over; what the ending demands is the caller's.
/// @throws base::Error invalid where the peer breaks the protocol, unavailable where it cannot be answered.
[[nodiscard]] Ending serve_messages(Session& session);

}  // namespace kinote::dimse
