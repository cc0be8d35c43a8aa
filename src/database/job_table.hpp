#pragma once
// The table `job`: what waits, runs and has ended. State changes are drawn in docs/job-states.md.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/job_state.hpp"

namespace kinote::database {

struct NewJob {
    std::string_view queue;
    std::string_view kind;
    std::string subject;             ///< one job lives per kind and subject
    std::string study_instance_uid;  ///< empty where it is about no study
    std::string arguments;           ///< JSON
    std::int64_t priority = 0;       ///< lower goes first
};

/// A job as its worker holds it.
struct ClaimedJob {
    std::int64_t id = 0;
    std::string kind;
    std::string subject;
    std::string study_instance_uid;
    std::string arguments;
    std::int64_t attempts = 0;  ///< this one included
};

/// Adds a job unless one of its kind and subject lives. True where it was added.
bool add_job(Transaction& transaction, const NewJob& job, std::int64_t now_ms);
/// The same for those who need not know: PostgreSQL is not waited for.
void add_job_unless_live(Transaction& transaction, const NewJob& job, std::int64_t now_ms);

/// Lets the live job of that kind and subject that is New run no earlier. @param run_after_ms  0: now.
void set_job_time(Transaction& transaction, std::string_view kind, std::string_view subject, std::int64_t run_after_ms);

/// Whether a job of that kind and subject lives, or waits for a person.
[[nodiscard]] bool has_job(Connection& connection, std::string_view kind, std::string_view subject);
/// Whether the job of that kind and subject waits for a person.
[[nodiscard]] bool is_in_error(Connection& connection, std::string_view kind, std::string_view subject);
struct JobInError {
    std::int64_t id = 0;
    std::string error;
};
[[nodiscard]] std::optional<JobInError> find_in_error(Connection& connection, std::string_view kind,
                                                      std::string_view subject);

/// Takes up to `limit` jobs of a running queue, the most urgent first, for a worker until the lease ends.
[[nodiscard]] std::vector<ClaimedJob> claim_jobs(Transaction& transaction, std::string_view queue,
                                                 std::string_view worker, std::int64_t now_ms,
                                                 std::int64_t lease_until_ms, std::int64_t limit);

/// The same, durable when it returns. Where there is none to claim it only looks.
[[nodiscard]] std::vector<ClaimedJob> claim_jobs_at_once(Connection& connection, std::string_view queue,
                                                         std::string_view worker, std::int64_t now_ms,
                                                         std::int64_t lease_until_ms, std::int64_t limit);

/// Ends jobs as done. Where the worker no longer holds one of them the transaction fails (unavailable), see
/// Connection::execute_on().
void finish_jobs(Transaction& transaction, std::span<const std::int64_t> ids, std::string_view worker,
                 std::int64_t now_ms);

struct JobFailure {
    std::int64_t id = 0;
    std::string_view error_kind;
    std::string error;
    std::optional<std::int64_t> retry_at_ms;  ///< absent: it goes to Error
};
/// False where the worker no longer held the job.
bool fail_job(Transaction& transaction, const JobFailure& failure, std::string_view worker, std::int64_t now_ms);

/// Makes delayed jobs claimable whose time has come. @return how many.
std::int64_t ripen_jobs(Connection& connection, std::int64_t now_ms);
/// When the next delayed job becomes claimable; absent where none waits.
[[nodiscard]] std::optional<std::int64_t> next_ripening(Connection& connection);

/// Prolongs those leases of the workers whose names begin so that end before a time. Writes nothing where none does.
void extend_leases(Connection& connection, std::string_view worker_prefix, std::int64_t where_before_ms,
                   std::int64_t lease_until_ms);
/// Gives back what a worker holds and has not begun, as if it had never been claimed.
std::int64_t release_jobs(Connection& connection, std::string_view worker_prefix);
/// Lets the leases of workers end whose names begin so, as they have died. The attempts that killed them stay counted.
/// @return how many.
std::int64_t end_leases(Connection& connection, std::string_view worker_prefix);
/// Whether the queue has a job in progress whose lease has run out: a look that takes no lock.
[[nodiscard]] bool has_expired_job(Connection& connection, std::string_view queue, std::int64_t now_ms);
/// The queue's jobs in progress whose lease has run out, at most `limit`, for the caller to retry or fail in this
/// transaction.
[[nodiscard]] std::vector<ClaimedJob> lock_expired_jobs(Transaction& transaction, std::string_view queue,
                                                        std::int64_t now_ms, std::int64_t limit);
/// Moves a job whose worker has died to Retry, or to Error where no retry is given.
void end_lost_job(Transaction& transaction, const JobFailure& failure, std::int64_t now_ms);

/// Error or Retry becomes New, Abandoned too; Waiting where it waits for others still. False where the job is in
/// another state, or unknown.
bool retry_job(Transaction& transaction, std::int64_t id);
/// The same for one in Error that is wanted anew, by no person.
bool renew_job(Transaction& transaction, std::int64_t id);
/// New, Waiting or Retry becomes Suspended: it is claimed no more, and lives. False as above.
bool suspend_job(Transaction& transaction, std::int64_t id);
/// Suspended becomes what it was: Retry after a failure, Waiting where it waits for others, otherwise New. False as
/// above.
bool resume_job(Transaction& transaction, std::int64_t id);
/// Any state that has not ended and is not in progress becomes Abandoned. False as above.
bool abandon_job(Transaction& transaction, std::int64_t id, std::int64_t now_ms);

struct AbandonedJob {
    std::int64_t id = 0;
    std::string kind;
};
/// The same for all jobs of a queue that nobody works on any more, those in progress too: their workers' endings fail.
/// @param reason  stands as their error. @return those that became Abandoned.
[[nodiscard]] std::vector<AbandonedJob> abandon_jobs_of_queue(Transaction& transaction, std::string_view queue,
                                                              std::string_view reason, std::int64_t now_ms);

/// Jobs that have not ended go on in another queue, which is declared.
void move_jobs(Transaction& transaction, std::string_view from_queue, std::string_view to_queue);

}  // namespace kinote::database
