#include "task_scheduler/commitment_sweep.hpp"

#include "base/log.hpp"
#include "database/commitment_table.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::task_scheduler {

std::string CommitmentSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    database::OverdueRequest last;
    std::int64_t found = 0;
    while (!stop.stop_requested()) {
        const auto page = database::find_overdue(*connection, clock_.now_ms(), last, settings_.page);
        if (page.empty()) break;
        database::Transaction transaction{*connection};
        for (const database::OverdueRequest& overdue : page) {
            if (overdue.is_destination_retired) {
                database::drop_request(transaction, overdue.id);
                continue;
            }
            const std::string queue = jobs::outgoing_queue(overdue.destination_name, overdue.is_archive);
            queue_.enqueue_unless_live(transaction, jobs::new_job(jobs::RequestCommitment{overdue.export_id, queue,
                                                                                          overdue.study_instance_uid}));
        }
        transaction.commit();
        last = page.back();
        found += static_cast<std::int64_t>(page.size());
    }
    if (found > 0) {
        base::log::warn("storage commitments were not reported in time",
                        {{"task", "commitment_sweep"}, {"requests", found}});
    }
    return cursor;
}

}  // namespace kinote::task_scheduler
