#pragma once
// Looks at the objects that a peer wants us to take responsibility for, and says what is true of them.

#include <cstdint>
#include <stop_token>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/peer_commitment_table.hpp"
#include "dimse/normalized_request.hpp"
#include "exporter/commitment_message.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::exporter {

/// Any thread.
class CommitmentCheck {
public:
    CommitmentCheck(database::Database& database, const image_cache::ImageCache& image_cache, const base::Clock& clock)
        : database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// Looks at each object that was not looked at before: visible, of the class that was named, its bytes read whole
    /// and of the size and the SHA-256 that they came with. What is found is durable, page by page; memory does not
    /// grow with the objects. A damaged one raises an exception.
    /// @throws Error unavailable where something cannot be read now, or at the stop.
    void run(std::int64_t commitment, const std::stop_token& stop) const;

    /// The report of what was found; what is no longer visible is no such object.
    /// @param retrieve_ae_title  ours.
    [[nodiscard]] dimse::EventReport report(const database::PeerCommitment& commitment,
                                            const std::string& retrieve_ae_title) const;

private:
    struct Finding {
        std::int64_t position = 0;
        CommitmentFailure failure = CommitmentFailure::none;
        std::string damage;  ///< in words
        const database::StoredObject* object = nullptr;
    };
    [[nodiscard]] Finding look_at(const database::ObjectToCheck& object, const std::stop_token& stop) const;
    void write(std::int64_t commitment, const std::vector<Finding>& findings) const;

    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
