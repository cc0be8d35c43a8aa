#pragma once
// Threads that take jobs from one queue, run their handlers, and end them.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/job_table.hpp"
#include "jobs/retry_policy.hpp"
#include "jobs/wake_up.hpp"

namespace kinote::jobs {

/// What a job leaves to be written in the transaction that ends it. It may run twice, and not at all.
using Ending = std::function<void(database::Transaction&)>;

/// Does a job's work outside of any transaction, and may be called by many threads at once.
/// @throws Error to fail the job: unavailable where another try may help. A job that throws it because of the stop is
///         given back, and runs again as if it had not begun.
using Handler = std::function<Ending(const database::ClaimedJob&, std::stop_token)>;

struct WorkerPoolSettings {
    std::string queue;
    std::string worker_prefix;  ///< names this process among all that work on the database
    unsigned threads = 1;
    std::int64_t jobs_at_once = 32;  ///< claimed and ended in one transaction
    std::int64_t lease_ms = 60'000;
    std::int64_t poll_ms = 500;
    RetryPolicy retry;
    std::string remedy;  ///< what a person does about a job of this queue that went to Error
};

/// Works from construction to stop().
class WorkerPool {
public:
    /// @param handlers  by kind; a job of another kind goes to Error.
    WorkerPool(WorkerPoolSettings settings, database::Database& database, const base::Clock& clock, WakeUp& wake_up,
               std::map<std::string, Handler, std::less<>> handlers);
    /// Lets the running jobs end, gives back the claimed ones that had not begun.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

private:
    using Batch = std::vector<database::ClaimedJob>;
    struct Outcome;

    void work(const std::stop_token& stop, const std::string& worker);
    void keep_leases(const std::stop_token& stop);
    [[nodiscard]] Batch claim(const std::string& worker);
    /// Runs and ends a batch, and claims the next one in the same commit.
    [[nodiscard]] Batch run(const std::stop_token& stop, const std::string& worker, const Batch& batch);
    [[nodiscard]] Outcome run_handler(const std::stop_token& stop, const database::ClaimedJob& job) const;
    [[nodiscard]] Batch end_together(const std::string& worker, const std::vector<Outcome>& outcomes, bool claims_next);
    void end_one_by_one(const std::string& worker, const std::vector<Outcome>& outcomes);
    void end(database::Transaction& transaction, const std::string& worker, const Outcome& outcome,
             std::int64_t now_ms) const;
    void fail(database::Transaction& transaction, const std::string& worker, const Outcome& outcome,
              std::int64_t now_ms) const;
    [[nodiscard]] Batch claim_in(database::Transaction& transaction, const std::string& worker, std::int64_t now_ms);
    void tend_queue();

    WorkerPoolSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
    WakeUp& wake_up_;
    std::map<std::string, Handler, std::less<>> handlers_;
    std::vector<std::jthread> threads_;
};

}  // namespace kinote::jobs
