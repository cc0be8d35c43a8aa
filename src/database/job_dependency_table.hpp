#pragma once
// The table `job_dependency`: jobs that wait for the end of others.

#include <cstdint>
#include <span>
#include <string>

#include "database/job_table.hpp"

namespace kinote::database {

/// Adds the job, or takes the one of its kind and subject that lives: the more urgent of the two priorities holds, and
/// one that is in Error runs again, its exceptions closed as retried. Nobody ends it before this transaction ends.
/// @return its number.
[[nodiscard]] std::int64_t ensure_job(Transaction& transaction, const NewJob& job, std::int64_t now_ms);

/// Lets a job that is New wait until those have ended which live still; a failed one has ended. One that itself waits
/// for the job, through however many others, is not waited for: no circle can come to be.
/// @param waits_for  jobs that this transaction has from ensure_job().
/// @return false where none of them lives: the job stays New.
bool wait_for(Transaction& transaction, std::int64_t job, std::span<const std::int64_t> waits_for);

/// What becomes of a job where one that it waits for fails or is given up.
struct DependencyRule {
    std::string kind;  ///< of the job that waits
    std::string
        after_failed;  ///< go_on: as if it had ended well; fail: to Error itself; wait: until it is done or given up
};
/// In the place of all before. A kind without a rule goes on.
void set_dependency_rules(Transaction& transaction, std::span<const DependencyRule> rules);

/// To be called in the transaction that ended those jobs, after it did: what waited for nothing else becomes New. Where
/// they failed or were given up, the rule of the waiting job's kind decides.
/// @return how many became New.
std::int64_t release_waiting_jobs(Transaction& transaction, std::span<const std::int64_t> ended, std::int64_t now_ms);

/// Those of the jobs that have not ended, nor failed.
[[nodiscard]] std::int64_t count_live_jobs(Connection& connection, std::span<const std::int64_t> jobs);
/// Those of the jobs that are not done.
[[nodiscard]] std::int64_t count_unfinished_jobs(Connection& connection, std::span<const std::int64_t> jobs);

}  // namespace kinote::database
