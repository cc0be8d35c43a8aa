#pragma once
// Asks for a study to go to a destination: the export, its job, and the KOSDs that must be made first, in one
// transaction.

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/export_table.hpp"
#include "exporter/recall.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::exporter {

struct ExportOrder {
    std::string destination;  ///< its name
    std::string study_instance_uid;
    std::optional<database::ExportScope> scope{};  ///< absent: as the destination is set
    bool is_again = false;                         ///< also what the ledger says is there
    bool leaves_refused = false;                   ///< what the destination has refused for good is left to a person
};

struct OpenedExport {
    std::int64_t id = 0;
    std::int64_t job = 0;
    std::int64_t kosds = 0;  ///< notes whose KOSDs are made first
};

/// Any thread.
class ExportRequests {
public:
    ExportRequests(database::Database& database, jobs::JobQueue& queue, const base::Clock& clock)
        : database_{database}, queue_{queue}, clock_{clock}, recall_{database, queue, clock} {}

    /// What is NEARLINE of it is brought back first. A second export of a study to the same destination waits for the
    /// first, and sends what that has not.
    /// @throws Error not_found where no such destination is in use, or nothing of the study is visible; invalid for a
    /// malformed UID.
    [[nodiscard]] OpenedExport open(const ExportOrder& order, const database::Actor& actor) const;
    /// The same in the transaction of who knows that something of the study is visible.
    [[nodiscard]] OpenedExport open(database::Transaction& transaction, const ExportOrder& order,
                                    const database::Actor& actor) const;

private:
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
    Recall recall_;
};

}  // namespace kinote::exporter
