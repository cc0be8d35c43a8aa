#pragma once
// RECONCILE: what is held here and what a destination shows, compared object by object in both directions.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/reconciliation_table.hpp"
#include "dicom/ae_title.hpp"
#include "exporter/association_keeper.hpp"
#include "exporter/export_request.hpp"
#include "exporter/remote_query.hpp"
#include "exporter/study_comparison.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

struct ReconcileSettings {
    dicom::AeTitle ae_title{"KINOTE"};  ///< for destinations that name no other
    std::int64_t studies_per_minute = 600;
};

struct ReconcileOrder {
    std::string destination;         ///< its name
    std::string study_instance_uid;  ///< empty: all that was asked to go there
    std::int64_t since_ms = 0;       ///< of these what was asked to go there then or later
    bool fixes = false;              ///< what is missing there is sent
};

/// The destination's allowed hours where the comparison waits for them; else empty.
[[nodiscard]] std::string awaited_hours(const database::Reconciliation& of, std::int64_t now_ms);

/// Any thread. What is referred to outlives this.
class Reconciliations {
public:
    Reconciliations(ReconcileSettings settings, database::Database& database, jobs::JobQueue& queue,
                    const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, queue_{queue}, clock_{clock} {}

    /// Asks for a comparison; one of the same order that is open is taken instead of a second one.
    /// @return its number. @throws Error not_found where no such destination is in use, or nothing is known of the
    /// study; invalid for a malformed UID.
    std::int64_t open(const ReconcileOrder& order, const database::Actor& actor);

    /// Compares as many studies as go into ten seconds, at the pace that is set, and enqueues the next page. Each study
    /// is committed with its place, so that another attempt goes on behind it. A study for which the destination fails
    /// is passed over, and told.
    /// @throws Error unavailable where the rest may be compared later; refused where the destination takes no queries,
    /// is no longer in use, or fails for one study after the other.
    /// @param associations  those to the destination that lie idle are given up before it is called.
    [[nodiscard]] jobs::Ending compare_page(const database::ClaimedJob& job, AssociationKeeper& associations,
                                            const std::stop_token& stop);

private:
    std::int64_t open(database::Transaction& transaction, const ReconcileOrder& order, const database::Actor& actor);
    void compare_study(const database::Reconciliation& of, const database::Destination& with,
                       const std::string& study_instance_uid, RemoteQuery& query);
    void add_failure(const database::Reconciliation& of, const std::string& study_instance_uid,
                     const base::Error& error);
    void mend(database::Transaction& transaction, const database::Reconciliation& of, const database::HeldScope& scope,
              database::ComparedStudy& study);
    void withdraw(database::Transaction& transaction, const database::HeldScope& scope,
                  const database::ComparedStudy& study) const;
    void tell(database::Transaction& transaction, const database::Reconciliation& of,
              const database::ComparedStudy& study) const;
    jobs::Ending end_page(const database::Reconciliation& of, const database::Destination& with, std::int64_t page,
                          std::int64_t next_ms);

    ReconcileSettings settings_;
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
