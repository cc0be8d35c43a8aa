#pragma once
// Enqueueing, in the transaction of whoever has the reason.

#include "base/clock.hpp"
#include "database/job_table.hpp"
#include "jobs/wake_up.hpp"

namespace kinote::jobs {

/// Any thread.
class JobQueue {
public:
    JobQueue(const base::Clock& clock, WakeUp& wake_up) : clock_{clock}, wake_up_{wake_up} {}

    /// Adds the job unless one of its kind and subject lives, and wakes a worker once the transaction is committed.
    void enqueue(database::Transaction& transaction, const database::NewJob& job) {
        database::add_job_unless_live(transaction, job, clock_.now_ms());
        transaction.after_commit([&wake_up = wake_up_] { wake_up.notify(); });
    }

private:
    const base::Clock& clock_;
    WakeUp& wake_up_;
};

}  // namespace kinote::jobs
