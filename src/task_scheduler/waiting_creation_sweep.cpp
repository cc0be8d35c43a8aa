#include "task_scheduler/waiting_creation_sweep.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "database/awaited_object_table.hpp"

namespace kinote::task_scheduler {

std::string WaitingCreationSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    std::string position = cursor;
    std::int64_t retried = 0;
    for (std::int64_t allowed = settings_.most_in_a_run; allowed > 0 && !stop.stop_requested();) {
        const database::AwaitedHere page =
            database::find_awaited_here(*connection, position, std::min(settings_.page, allowed));
        position = page.last;
        if (page.looked_at == 0) break;
        if (!page.here.empty()) {
            database::Transaction transaction{*connection};
            for (const std::string& object : page.here) {
                retried += database::retry_creations(transaction, object, clock_.now_ms());
            }
            transaction.commit();
        }
        allowed -= page.looked_at;
    }
    if (retried > 0) {
        base::log::info("creations run again whose objects were here",
                        {{"task", "waiting_creation_sweep"}, {"jobs", retried}});
    }
    return position;
}

}  // namespace kinote::task_scheduler
