#pragma once
// REQUEST_COMMITMENT: a destination is asked to take responsibility for what an export has delivered, PS3.4 Annex J.

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/destination_table.hpp"
#include "dicom/ae_title.hpp"
#include "dimse/requested_association.hpp"
#include "exporter/association_keeper.hpp"
#include "exporter/commitment_reports.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

struct RequestCommitmentSettings {
    dicom::AeTitle ae_title{"KINOTE"};  ///< for destinations that name no other
    /// In which the report is to come; then the objects are asked for anew.
    std::int64_t timeout_ms = 86'400'000;
    std::int64_t most_attempts = 3;  ///< the first included
    /// For reports over the association of the request.
    std::chrono::milliseconds patience{3'000};
    std::int64_t most_objects = 1'000;  ///< in a request
};

/// Any thread. What is referred to outlives this.
class RequestCommitmentHandler {
public:
    RequestCommitmentHandler(RequestCommitmentSettings settings, database::Database& database,
                             const CommitmentReports& reports, const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, reports_{reports}, clock_{clock} {}

    /// Asks for all that the export delivered and no request is about, and anew where a request was broken off or not
    /// answered in time; each under a Transaction UID of its own, durable before it goes. Hears reports over the same
    /// association for a while; others come over associations of the destination's.
    /// @param associations  those to the destination that lie idle are given up before it is called.
    /// @throws Error unavailable where it may be asked later, refused where the destination does not want to be asked.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, AssociationKeeper& associations,
                                          const std::stop_token& stop) const;

private:
    struct Asking;

    [[nodiscard]] std::optional<database::CommitmentRequest> next_request(const database::ExportRow& of,
                                                                          const database::Destination& to) const;
    void give_up(database::Transaction& transaction, const database::CommitmentRequest& request,
                 const database::Destination& to) const;
    void listen(Asking& asking) const;
    void ask(Asking& asking, const database::CommitmentRequest& request) const;
    void hear(Asking& asking) const;

    RequestCommitmentSettings settings_;
    database::Database& database_;
    const CommitmentReports& reports_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
