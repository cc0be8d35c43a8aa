#pragma once
// Forgets what is over and old, in bounded pieces.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/history_table.hpp"

namespace kinote::task_scheduler {

struct OldHistorySettings {
    std::int64_t interval_ms = 24LL * 60 * 60 * 1'000;
    std::int64_t keep_ms = 365LL * 24 * 60 * 60 * 1'000;  ///< behind its end; 0: for ever
    std::int64_t keep_audit_ms = 0;                       ///< the same of audit events
    std::int64_t page = 500;                              ///< rows looked at in one transaction
};

/// One thread: the Task Scheduler's.
class OldHistory {
public:
    OldHistory(const OldHistorySettings& settings, database::Database& database, const base::Clock& clock)
        : settings_{settings}, database_{database}, clock_{clock} {}

    /// Ended jobs, closed exceptions, delivered messages and ended comparisons, each once it is so old, and audit
    /// events where the site has set a time; that some of these went is an audit event itself.
    /// @return the cursor as it was: none is needed.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    template <typename Forget>
    std::int64_t in_pages(const std::stop_token& stop, Forget forget) const;
    [[nodiscard]] std::int64_t forget_audit(const std::stop_token& stop) const;

    OldHistorySettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::task_scheduler
