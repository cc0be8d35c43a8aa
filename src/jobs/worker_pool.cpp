#include "jobs/worker_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/job_dependency_table.hpp"
#include "database/job_exception_table.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/retry_rules.hpp"

namespace kinote::jobs {

using base::Error;
using base::ErrorKind;
using database::ClaimedJob;
using database::Transaction;

namespace {

// Between two looks that find nothing, where others are woken up often.
constexpr std::chrono::milliseconds after_nothing{1};

}  // namespace

// How a handler ended: with something to write, or with an error.
struct WorkerPool::Outcome {
    ClaimedJob job;
    Ending ending;
    std::optional<Error> error;
};

WorkerPool::WorkerPool(WorkerPoolSettings settings, database::Database& database, const base::Clock& clock,
                       WakeUp& wake_up, std::map<std::string, Handler, std::less<>> handlers)
    : settings_{std::move(settings)},
      database_{database},
      clock_{clock},
      wake_up_{wake_up},
      handlers_{std::move(handlers)} {
    for (unsigned i = 0; i < settings_.threads; ++i) {
        threads_.emplace_back([this, worker = fmt::format("{}/{}/{}/", settings_.worker_prefix, settings_.queue, i)](
                                  const std::stop_token& stop) { work(stop, worker); });
    }
    threads_.emplace_back([this](const std::stop_token& stop) { keep_leases(stop); });
}

WorkerPool::~WorkerPool() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
}

// The door of the workers: what reaches it is logged, and the thread goes on after a pause.
void WorkerPool::work(const std::stop_token& stop, const std::string& worker) {
    Batch batch;
    bool holds_jobs = false;  // of a batch that was broken off: their leases are kept by this process until given back
    while (!stop.stop_requested()) {
        const std::uint64_t mark = wake_up_.mark();
        try {
            if (holds_jobs) give_back(worker);
            holds_jobs = false;
            if (batch.empty() && settings_.is_open() && wait_for_turn(stop)) batch = claim(worker);
            if (!batch.empty()) {
                batch = run(stop, worker, batch);
                continue;
            }
        } catch (...) {
            const Error error = base::current_error();
            base::log::warn("a worker goes on after a pause",
                            {{"queue", settings_.queue}, {"kind", to_string(error.kind())}, {"error", error.what()}});
            batch.clear();
            holds_jobs = true;
        }
        wake_up_.wait(mark, std::chrono::milliseconds{settings_.poll_ms}, stop);
    }
    try {
        give_back(worker);
    } catch (...) {  // the leases run out by themselves
        base::log::warn("claimed jobs could not be given back", {{"queue", settings_.queue}});
    }
}

void WorkerPool::give_back(const std::string& worker) {
    const database::PooledConnection connection = database_.connection();
    (void)database::release_jobs(*connection, worker);
}

bool WorkerPool::wait_for_turn(const std::stop_token& stop) {
    using std::chrono::steady_clock;
    if (settings_.jobs_at_once == 1) return !stop.stop_requested();
    while (!stop.stop_requested()) {
        const std::uint64_t mark = turn_.mark();
        steady_clock::time_point turn = next_look_;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(turn - steady_clock::now());
        if (left.count() > 0) {
            turn_.wait(mark, left, stop);
        } else if (next_look_.compare_exchange_strong(
                       turn, steady_clock::now() + std::chrono::milliseconds{settings_.gather_ms})) {
            return true;
        }
    }
    return false;
}

bool WorkerPool::is_full(const Batch& batch) const {
    return static_cast<std::int64_t>(batch.size()) >= settings_.jobs_at_once;
}

void WorkerPool::keep_leases(const std::stop_token& stop) {
    WakeUp pause;  // that nothing ends but the stop
    while (!stop.stop_requested()) {
        try {
            tend_queue();
        } catch (...) {
            base::log::warn("the queue could not be tended",
                            {{"queue", settings_.queue}, {"error", base::current_error().what()}});
        }
        pause.wait(pause.mark(), std::chrono::milliseconds{settings_.poll_ms}, stop);
    }
}

// Leases of this process, jobs whose time has come, jobs whose worker has died.
void WorkerPool::tend_queue() {
    const database::PooledConnection connection = database_.connection();
    const std::int64_t now_ms = clock_.now_ms();
    database::extend_leases(*connection, settings_.worker_prefix, now_ms + settings_.lease_ms * 2 / 3,
                            now_ms + settings_.lease_ms);
    const std::optional<std::int64_t> ripe = database::next_ripening(*connection);
    bool is_new_work = ripe && *ripe <= now_ms && database::ripen_jobs(*connection, now_ms) > 0;
    if (database::has_expired_job(*connection, settings_.queue, now_ms)) {
        take_lost_jobs(*connection, now_ms);
        is_new_work = true;
    }
    if (is_new_work) wake_up_.notify();
}

// One of the jobs that a dead worker held may have killed it. Those that were lost more than once go on one after the
// other, so that the others do not share its end.
void WorkerPool::take_lost_jobs(database::Connection& connection, std::int64_t now_ms) const {
    const Error error{ErrorKind::unavailable, "its worker died or lost its lease"};
    std::int64_t turn_ms = 0;
    std::vector<std::int64_t> awaited;
    Transaction transaction{connection};
    const RetryPolicy policy = retry_policy_for(connection, settings_.queue, cause_worker_died, settings_.retry);
    for (const ClaimedJob& job : database::lock_expired_jobs(transaction, settings_.queue, now_ms, 100)) {
        std::optional<std::int64_t> retry_at = policy.retry_at(error.kind(), job.attempts, now_ms);
        if (retry_at) retry_at = job.attempts == 1 ? 0 : now_ms + (turn_ms += 2 * settings_.poll_ms);
        database::end_lost_job(transaction, {job.id, to_string(error.kind()), error.what(), retry_at}, now_ms);
        base::log::warn("a job is taken from a worker that has died", {{"job", job.id}, {"kind", job.kind}});
        if (!retry_at) {
            if (is_waited_for(job.kind)) awaited.push_back(job.id);
            database::raise_exception(transaction,
                                      {job.id, cause_worker_died, error.what(), settings_.remedy(job.id),
                                       job.study_instance_uid, object_of(job)},
                                      now_ms);
        }
    }
    release(transaction, awaited);
    transaction.commit();
}

// What waited for jobs that have ended in this transaction.
void WorkerPool::release(Transaction& transaction, const std::vector<std::int64_t>& awaited) const {
    if (awaited.empty() || database::release_waiting_jobs(transaction, awaited, clock_.now_ms()) == 0) return;
    transaction.after_commit([&wake_up = wake_up_] { wake_up.notify(); });
}

// Work on one study touches the same rows: equal order keeps two workers from waiting for each other.
void WorkerPool::order(Batch& batch) {
    std::ranges::sort(batch, {}, [](const ClaimedJob& job) { return std::tie(job.study_instance_uid, job.id); });
}

WorkerPool::Batch WorkerPool::claim(const std::string& worker) {
    const database::PooledConnection connection = database_.connection();
    const std::int64_t now_ms = clock_.now_ms();
    Batch batch = database::claim_jobs_at_once(*connection, settings_.queue, worker, now_ms,
                                               now_ms + settings_.lease_ms, settings_.jobs_at_once);
    if (batch.empty()) next_look_ = std::chrono::steady_clock::now() + after_nothing;  // an idle pool looks at once
    if (is_full(batch)) {  // there may be more: the next worker need not wait
        next_look_ = std::chrono::steady_clock::time_point{};
        turn_.notify();
    }
    order(batch);
    return batch;
}

WorkerPool::Batch WorkerPool::run(const std::stop_token& stop, const std::string& worker, const Batch& batch) {
    std::vector<Outcome> outcomes;
    for (const ClaimedJob& job : batch) {
        if (stop.stop_requested()) break;  // what has not begun is given back
        Outcome outcome = run_handler(stop, job);
        // What broke off because of the stop is given back, too: it did not fail.
        const bool is_broken_off =
            stop.stop_requested() && outcome.error && outcome.error->kind() == ErrorKind::unavailable;
        if (is_broken_off) break;
        outcomes.push_back(std::move(outcome));
    }
    try {
        return end_together(worker, outcomes, is_full(batch) && settings_.is_open() && !stop.stop_requested());
    } catch (...) {  // one that cannot be written must not keep the others from ending
        base::log::debug("a batch is ended one by one", {{"error", base::current_error().what()}});
    }
    end_one_by_one(worker, outcomes);
    give_back(worker);  // a commit whose answer was lost may have claimed the next batch
    return {};
}

WorkerPool::Outcome WorkerPool::run_handler(const std::stop_token& stop, const ClaimedJob& job) const {
    const auto handler = handlers_.find(job.kind);
    if (handler == handlers_.end()) {
        return {job, {}, Error{ErrorKind::internal, fmt::format("this program knows no job of kind {}", job.kind)}};
    }
    try {
        return {job, handler->second(job, stop), std::nullopt};
    } catch (...) {
        return {job, {}, base::current_error()};
    }
}

WorkerPool::Batch WorkerPool::end_together(const std::string& worker, const std::vector<Outcome>& outcomes,
                                           bool claims_next) {
    const database::PooledConnection connection = database_.connection();
    const std::int64_t now_ms = clock_.now_ms();
    Transaction transaction{*connection};
    std::vector<std::int64_t> done;
    std::vector<std::int64_t> awaited;
    for (const Outcome& outcome : outcomes) {
        bool has_ended = true;
        if (outcome.error) {
            has_ended = fail(transaction, worker, outcome, now_ms);
        } else {
            outcome.ending(transaction);
            done.push_back(outcome.job.id);
        }
        if (has_ended && is_waited_for(outcome.job.kind)) awaited.push_back(outcome.job.id);
    }
    if (!done.empty()) database::finish_jobs(transaction, done, worker, now_ms);
    release(transaction, awaited);
    Batch next;
    if (claims_next) {
        next = database::claim_jobs(transaction, settings_.queue, worker, now_ms, now_ms + settings_.lease_ms,
                                    settings_.jobs_at_once);
        order(next);
    }
    transaction.commit();
    return next;
}

void WorkerPool::end_one_by_one(const std::string& worker, const std::vector<Outcome>& outcomes) {
    const database::PooledConnection connection = database_.connection();
    for (const Outcome& outcome : outcomes) {
        const std::int64_t now_ms = clock_.now_ms();
        try {
            Transaction transaction{*connection};
            end(transaction, worker, outcome, now_ms);
            transaction.commit();
        } catch (...) {
            const Outcome failed{outcome.job, {}, base::current_error()};
            Transaction transaction{*connection};
            end(transaction, worker, failed, now_ms);
            transaction.commit();
        }
    }
}

void WorkerPool::end(Transaction& transaction, const std::string& worker, const Outcome& outcome,
                     std::int64_t now_ms) const {
    bool has_ended = true;
    if (outcome.error) {
        has_ended = fail(transaction, worker, outcome, now_ms);
    } else {
        outcome.ending(transaction);
        database::finish_jobs(transaction, {&outcome.job.id, 1}, worker, now_ms);
    }
    if (has_ended && is_waited_for(outcome.job.kind)) release(transaction, {outcome.job.id});
}

// @return false where the job goes on: in Retry, or with another worker.
bool WorkerPool::fail(Transaction& transaction, const std::string& worker, const Outcome& outcome,
                      std::int64_t now_ms) const {
    const ClaimedJob& job = outcome.job;
    const Error& error = *outcome.error;
    std::optional<std::int64_t> retry_at;
    if (error.kind() == ErrorKind::unavailable) {  // nothing else can pass
        const RetryPolicy policy =
            retry_policy_for(transaction.connection(), settings_.queue, cause_unavailable, settings_.retry);
        retry_at = policy.retry_at(error.kind(), job.attempts, now_ms);
    }
    if (!database::fail_job(transaction, {job.id, to_string(error.kind()), error.what(), retry_at}, worker, now_ms)) {
        return false;  // another has it by now
    }
    if (retry_at) {
        base::log::warn("job failed, to be tried again",
                        {{"job", job.id}, {"kind", job.kind}, {"subject", job.subject}, {"error", error.what()}});
        return false;
    }
    base::log::error("job failed", {{"job", job.id},
                                    {"kind", job.kind},
                                    {"subject", job.subject},
                                    {"study", job.study_instance_uid},
                                    {"error", error.what()}});
    database::raise_exception(transaction,
                              {job.id, to_string(error.kind()), error.what(), settings_.remedy(job.id),
                               job.study_instance_uid, object_of(job)},
                              now_ms);
    return true;
}

}  // namespace kinote::jobs
