#pragma once
// Enqueueing, in the transaction of whoever has the reason.

#include "base/clock.hpp"
#include "database/job_dependency_table.hpp"
#include "jobs/wake_up.hpp"

namespace kinote::jobs {

/// Any thread.
class JobQueue {
public:
    JobQueue(const base::Clock& clock, WakeUp& wake_up) : clock_{clock}, wake_up_{wake_up} {}

    /// Adds the job unless one of its kind and subject lives, and wakes a worker once the transaction is committed.
    /// True where it was added.
    bool enqueue(database::Transaction& transaction, const database::NewJob& job) {
        wake_after(transaction);
        return database::add_job(transaction, job, clock_.now_ms());
    }
    /// The same for those who need not know: PostgreSQL is not waited for.
    void enqueue_unless_live(database::Transaction& transaction, const database::NewJob& job) {
        wake_after(transaction);
        database::add_job_unless_live(transaction, job, clock_.now_ms());
    }

    /// Adds the job or takes the one that lives, as database::ensure_job().
    [[nodiscard]] std::int64_t ensure(database::Transaction& transaction, const database::NewJob& job) {
        wake_after(transaction);
        return database::ensure_job(transaction, job, clock_.now_ms());
    }

private:
    void wake_after(database::Transaction& transaction) {
        transaction.after_commit([&wake_up = wake_up_] { wake_up.notify(); });
    }

    const base::Clock& clock_;
    WakeUp& wake_up_;
};

}  // namespace kinote::jobs
