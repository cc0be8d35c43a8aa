#pragma once
// SEND: what an export is about goes to its destination, object by object.

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "exporter/association_keeper.hpp"
#include "exporter/export_request.hpp"
#include "exporter/recall.hpp"
#include "image_cache/image_cache.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

struct TransmitSettings {
    /// A study is held while a KOSD of it cannot be made; else it goes without, and the export says so.
    bool holds_without_kosd = false;
};

/// Any thread.
class TransmitHandler {
public:
    TransmitHandler(TransmitSettings settings, database::Database& database, const image_cache::ImageCache& image_cache,
                    AssociationKeeper& associations, jobs::JobQueue& queue, const base::Clock& clock)
        : settings_{settings},
          database_{database},
          image_cache_{image_cache},
          associations_{associations},
          queue_{queue},
          clock_{clock},
          recall_{database, queue, clock},
          requests_{database, queue, clock} {}

    /// Sends the visible objects of the export's scope that are not there yet, each after the visibility rule was asked
    /// for it once more; also what came into the study meanwhile. What became of each stands in the ledger, in batches,
    /// and an attempt goes on where the one before stopped, with the objects last over which associations ended. What
    /// comes into the study as the job ends, and a KOSD of a note that was made after the export was asked for, goes as
    /// an export of its own; what is NEARLINE is asked for anew and goes with a later attempt; what was delivered to a
    /// destination that wants commitment is asked for in a job of its own.
    /// @throws Error unavailable where the rest may go later, refused where the destination refused objects for good or
    ///         is no longer in use, or the site holds what goes without a KOSD, not_found where there is no such
    ///         export.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    void ask_for_commitment(database::Transaction& transaction, const database::ExportRow& request,
                            const database::Destination& destination) const;
    void send_rest(database::Transaction& transaction, const database::ExportRow& request) const;
    /// @throws Error refused where a KOSD could not be made, unavailable where one is still to be made.
    void hold_for_kosds(database::Connection& connection, const database::ExportRow& request) const;

    TransmitSettings settings_;
    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    AssociationKeeper& associations_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
    Recall recall_;
    ExportRequests requests_;
};

}  // namespace kinote::exporter
