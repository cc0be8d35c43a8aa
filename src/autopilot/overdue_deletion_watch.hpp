#pragma once
// Tells people while what is marked for deletion should have been purged and has not.

#include <stop_token>
#include <string>

#include "autopilot/purge.hpp"

namespace kinote::autopilot {

/// What was marked at that time or before is overdue: what falls due between two runs of the purge is not.
[[nodiscard]] std::int64_t overdue_when_marked_ms(const PurgeSettings& settings, std::int64_t now_ms);

/// The cause of its exception, which a person need not close.
inline constexpr std::string_view deletions_overdue = "deletions_overdue";

/// One thread: the Task Scheduler's.
class OverdueDeletionWatch {
public:
    OverdueDeletionWatch(const PurgeSettings& settings, database::Database& database, const base::Clock& clock)
        : settings_{settings}, database_{database}, clock_{clock} {}

    /// Raises the exception where objects are overdue, with what holds up the purge, brings it up to date where that is
    /// another, and closes it once nothing is overdue. A purge that is at work has an hour before anybody is told. Of
    /// notes it tells where the purge is held up: others wait for their documents. @return the cursor: none.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    PurgeSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::autopilot
