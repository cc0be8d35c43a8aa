#pragma once
// What a person does with many jobs at once, in pages: each is a transaction with the audit events of its jobs.

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/job_listing.hpp"

namespace kinote::jobs {

struct BulkOrder {
    enum class Action { retry, abandon, suspend, resume };
    Action action = Action::retry;
    database::JobFilter filter;  ///< its page is not looked at
    bool is_dry_run = false;     ///< nothing is done, only told
};
struct BulkRefusal {
    std::int64_t job = 0;
    std::string reason;
};
struct BulkResult {
    std::vector<std::int64_t> jobs;  ///< those that it was done to, or would be
    std::vector<BulkRefusal> refused;
};

/// Does it to all jobs that the filter names and that it can be done to, as database::job_transitions has it; abandoned
/// ones are retried only where the filter names that state. Where it breaks off, the pages before stay done, and it may
/// be asked again.
/// @throws Error invalid as database::list_jobs().
[[nodiscard]] BulkResult act_on_all(database::Database& database, const base::Clock& clock, const BulkOrder& order,
                                    const database::Actor& actor);

}  // namespace kinote::jobs
