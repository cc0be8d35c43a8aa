#pragma once
// Brings back what of studies is NEARLINE: asks their archives, and waits for a while.

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/export_table.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::exporter {

/// Any thread.
class Recall {
public:
    Recall(database::Database& database, jobs::JobQueue& queue, const base::Clock& clock)
        : database_{database}, queue_{queue}, clock_{clock} {}

    /// Has the RETRIEVEs of jobs::needed_retrievals(). @return the jobs.
    [[nodiscard]] std::vector<std::int64_t> ask(database::Transaction& transaction,
                                                std::string_view study_instance_uid) const;
    /// The same for a person, with an audit event. @param fetched_for  another study whose prior this one is: it stays
    /// in the cache as long as that one; empty: it is wanted for itself. @throws Error not_found where nobody knows the
    /// study, or the other; refused where something of it is NEARLINE and no archive in use has it.
    [[nodiscard]] std::vector<std::int64_t> ask(std::string_view study_instance_uid, const database::Actor& actor,
                                                std::string_view fetched_for = {}) const;
    /// The same for what an export is still to send, and only where something of that is NEARLINE.
    [[nodiscard]] std::vector<std::int64_t> ask_for_export(database::Transaction& transaction,
                                                           const database::ExportRow& request) const;

    /// The same for a query that names the study, in a transaction of its own. A RETRIEVE in Error is left to the
    /// person who has been told: queries come again and again. Where all is under way nothing is written.
    void ask_for_query(std::string_view study_instance_uid) const;

    /// Asks, and returns when the studies are here, or cannot come, or the patience is over.
    void wait_for(std::span<const std::string> studies, std::chrono::milliseconds patience) const;

private:
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
};

/// To be called where the bytes of a visible object are wanted by somebody who does not wait.
/// @throws Error unavailable: it is being fetched. The job is durable then.
[[noreturn]] void refuse_nearline(database::Database& database, const Recall& recall,
                                  std::string_view study_instance_uid);

}  // namespace kinote::exporter
