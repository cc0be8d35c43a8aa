#include "task_scheduler/waiting_creation_sweep.hpp"

#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "database/awaited_object_table.hpp"

namespace kinote::task_scheduler {

std::string WaitingCreationSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    std::int64_t retried = 0;
    const auto retry = [&](database::Connection& session, const database::AwaitedHere& page) {
        database::Transaction transaction{session};
        const std::vector<std::string_view> placed{page.here.begin(), page.here.end()};
        retried += database::retry_creations(transaction, placed, clock_.now_ms());
        transaction.commit();
    };
    std::string next = sweep_pages(settings_, *connection, cursor, stop, database::find_awaited_here, retry);
    if (retried > 0) {
        base::log::info("creations run again whose objects are here, or known to lie elsewhere",
                        {{"task", "waiting_creation_sweep"}, {"jobs", retried}});
    }
    return next;
}

}  // namespace kinote::task_scheduler
