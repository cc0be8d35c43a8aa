#pragma once
// What destinations report on the commitments that we asked for: into the ledger.

#include <cstdint>
#include <string_view>

#include "base/clock.hpp"
#include "database/commitment_table.hpp"
#include "database/database.hpp"
#include "dimse/normalized_request.hpp"
#include "exporter/commitment_message.hpp"

namespace kinote::exporter {

/// Raises the exception that names how many objects of the study the destination has not taken responsibility for, or
/// closes it where there are none any more.
void tell_uncommitted(database::Transaction& transaction, const database::CommitmentRequest& request,
                      std::string_view destination_name, std::int64_t now_ms);

/// Any thread.
class CommitmentReports {
public:
    CommitmentReports(database::Database& database, const base::Clock& clock) : database_{database}, clock_{clock} {}

    /// N-EVENT-REPORT, over whichever association it comes; believed only from the AE title that was asked. Durable
    /// when it is answered. Statuses: 0112 for another instance, 0113 for another event, 0115 for a malformed report
    /// and for a transaction that was not asked for from who reports it.
    [[nodiscard]] dimse::Answer take(const dimse::NormalizedRequest& request) const;

private:
    void settle(database::Transaction& transaction, const database::HeldRequest& held,
                const ReportedCommitment& report) const;

    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
