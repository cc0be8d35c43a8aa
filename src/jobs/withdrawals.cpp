#include "jobs/withdrawals.hpp"

#include "database/job_dependency_table.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::jobs {

void enqueue_withdrawals(database::Transaction& transaction, std::span<const database::OpenedWithdrawal> opened,
                         std::int64_t now_ms) {
    for (const database::OpenedWithdrawal& one : opened) {
        const std::string queue = outgoing_queue(one.destination, one.is_archive);
        (void)database::ensure_job(transaction,
                                   one.is_replacement ? new_job(Replace{one.id, queue, one.study_instance_uid})
                                                      : new_job(Withdraw{one.id, queue, one.study_instance_uid}),
                                   now_ms);
    }
}

}  // namespace kinote::jobs
