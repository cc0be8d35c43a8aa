#include "task_scheduler/ended_commitment_sweep.hpp"

#include "base/log.hpp"
#include "database/commitment_table.hpp"
#include "database/peer_commitment_table.hpp"

namespace kinote::task_scheduler {

std::string EndedCommitmentSweep::run(const std::string&, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    const std::int64_t before_ms = clock_.now_ms() - settings_.keep_ms;
    std::int64_t removed = 0;
    while (!stop.stop_requested()) {
        database::Transaction transaction{*connection};
        const std::int64_t ours = database::remove_ended_requests(transaction, before_ms, settings_.page);
        const std::int64_t of_peers = database::remove_reported(transaction, before_ms, settings_.page);
        transaction.commit();
        removed += ours + of_peers;
        if (ours + of_peers == 0) break;
    }
    if (removed > 0) {
        base::log::info("old requests for storage commitment removed",
                        {{"task", "ended_commitment_sweep"}, {"requests", removed}});
    }
    return {};
}

}  // namespace kinote::task_scheduler
