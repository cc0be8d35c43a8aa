#pragma once
// Storage Commitment as its provider, PS3.4 Annex J: peers ask, we look and report.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "database/destination_table.hpp"
#include "dicom/ae_title.hpp"
#include "dimse/normalized_request.hpp"
#include "exporter/commitment_check.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

struct PeerCommitmentSettings {
    dicom::AeTitle ae_title{"KINOTE"};
    /// Whether what can be looked at quickly is reported over the association of the request.
    bool reports_at_once = true;
    std::int64_t most_quick_objects = 500;
    std::int64_t most_quick_bytes = std::int64_t{64} << 20U;
    std::size_t most_objects = 20'000;  ///< in a request
    /// After which a report that was begun at once goes over an association of its own.
    std::int64_t patience_ms = 60'000;
};

/// Any thread. What is referred to outlives this.
class PeerCommitments {
public:
    PeerCommitments(PeerCommitmentSettings settings, database::Database& database,
                    const image_cache::ImageCache& image_cache, jobs::JobQueue& queue, const base::Clock& clock)
        : settings_{std::move(settings)},
          database_{database},
          queue_{queue},
          clock_{clock},
          check_{database, image_cache, clock} {}

    /// N-ACTION: the request is durable, with its job, before it is answered. Statuses: 0112 for another instance, 0123
    /// for another action, 0115 for a malformed request, 0213 for too many objects, 0131 for a Transaction UID that the
    /// peer has used before.
    [[nodiscard]] dimse::ActionAnswer answer(const dimse::NormalizedRequest& request) const;

    /// COMMIT_FOR_PEER: looks at the objects and reports over an association to the destination of the peer's AE title.
    /// @throws Error unavailable where it may be reported later, refused where no such destination is known.
    [[nodiscard]] jobs::Ending report(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    [[nodiscard]] std::optional<std::int64_t> keep(const dimse::NormalizedRequest& request,
                                                   const AskedCommitment& asked, bool& is_quick) const;
    [[nodiscard]] dimse::EventReport checked_report(std::int64_t id, const std::stop_token& stop) const;
    void take_outcome(std::int64_t id, const std::optional<dimse::Answer>& outcome) const;
    [[nodiscard]] database::Destination destination_of(const database::PeerCommitment& commitment) const;
    [[nodiscard]] dicom::AeTitle calling_ae_title(const database::PeerCommitment& commitment,
                                                  const database::Destination& destination) const;

    PeerCommitmentSettings settings_;
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
    CommitmentCheck check_;
};

}  // namespace kinote::exporter
