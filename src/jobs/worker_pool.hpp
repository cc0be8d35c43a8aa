#pragma once
// Threads that take jobs from one queue, run their handlers, and end them.

#include <atomic>
#include <chrono>
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
    /// Between two looks for work of the whole pool while there is less of it than one takes at once, so that jobs
    /// which come one after the other share a transaction. An idle pool looks at once; one that takes single jobs
    /// always does.
    std::int64_t gather_ms = 30;
    RetryPolicy retry;
    /// Whether jobs may be taken at this hour.
    std::function<bool()> is_open = [] { return true; };
    /// What a person does about a job of this queue that went to Error, by the job's number.
    std::function<std::string(std::int64_t job)> remedy = [](std::int64_t) { return std::string{}; };
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
    void give_back(const std::string& worker);
    void keep_leases(const std::stop_token& stop);
    /// Waits until this worker may look for work. @return false at a stop.
    [[nodiscard]] bool wait_for_turn(const std::stop_token& stop);
    [[nodiscard]] Batch claim(const std::string& worker);
    [[nodiscard]] bool is_full(const Batch& batch) const;
    /// Runs and ends a batch; behind a full one claims the next in the same commit.
    [[nodiscard]] Batch run(const std::stop_token& stop, const std::string& worker, const Batch& batch);
    [[nodiscard]] Outcome run_handler(const std::stop_token& stop, const database::ClaimedJob& job) const;
    [[nodiscard]] Batch end_together(const std::string& worker, const std::vector<Outcome>& outcomes, bool claims_next);
    void end_one_by_one(const std::string& worker, const std::vector<Outcome>& outcomes);
    void end(database::Transaction& transaction, const std::string& worker, const Outcome& outcome,
             std::int64_t now_ms) const;
    bool fail(database::Transaction& transaction, const std::string& worker, const Outcome& outcome,
              std::int64_t now_ms) const;
    void release(database::Transaction& transaction, const std::vector<std::int64_t>& awaited) const;
    static void order(Batch& batch);
    void tend_queue();
    void take_lost_jobs(database::Connection& connection, std::int64_t now_ms) const;

    WorkerPoolSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
    WakeUp& wake_up_;
    std::map<std::string, Handler, std::less<>> handlers_;
    std::atomic<std::chrono::steady_clock::time_point> next_look_{};
    WakeUp turn_;  ///< of those who wait for the next look
    std::vector<std::jthread> threads_;
};

}  // namespace kinote::jobs
