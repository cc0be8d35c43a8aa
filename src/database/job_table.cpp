#include "database/job_table.hpp"

#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_job_sql{R"(
    INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, run_after_ms,
                     created_ms)
    VALUES ($1, $2, $3, $4, $5, {to:enqueue}, $6, 0, 0, $7)
    ON CONFLICT DO NOTHING)"};

constexpr Statement set_time_sql{R"(
    UPDATE job SET run_after_ms = $3
     WHERE kind = $1 AND subject = $2 AND state = 'new'
       AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error'))"};

constexpr Statement has_sql{R"(
    SELECT 1 FROM job
     WHERE kind = $1 AND subject = $2
       AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error'))"};
constexpr Statement find_in_error_sql{R"(
    SELECT id, error FROM job
     WHERE kind = $1 AND subject = $2 AND state = 'error'
       AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error'))"};

constexpr Statement claim_sql{R"(
    UPDATE job
       SET state = {to:claim}, attempts = attempts + 1, worker = $2, started_ms = $3, lease_until_ms = $4
     WHERE id IN (SELECT j.id FROM job j
                   WHERE j.queue = $1 AND j.state {from:claim} AND j.run_after_ms = 0
                     AND (SELECT q.state FROM queue q WHERE q.name = $1) = 'running'
                   ORDER BY j.priority / 10 * 1000000000000000 + j.priority % 10 * 1000 + j.id
                   LIMIT $5 {skip_locked})
    RETURNING id, kind, subject, study_instance_uid, arguments, attempts)"};

constexpr Statement claimable_sql{R"(
    SELECT 1 FROM job
     WHERE queue = $1 AND state {from:claim} AND run_after_ms = 0
       AND (SELECT state FROM queue WHERE name = $1) = 'running'
     LIMIT 1)"};

constexpr Statement finish_sql{R"(
    UPDATE job
       SET state = {to:finish}, ended_ms = $3, worker = NULL, lease_until_ms = NULL, error_kind = NULL, error = NULL
     WHERE id {in_ids} AND worker = $2 AND state {from:finish})"};

constexpr Statement try_again_job_sql{R"(
    UPDATE job
       SET state = {to:try_again}, run_after_ms = $3, error_kind = $4, error = $5, worker = NULL, lease_until_ms = NULL
     WHERE id = $1 AND worker = $2 AND state {from:try_again})"};
constexpr Statement fail_job_sql{R"(
    UPDATE job
       SET state = {to:fail}, ended_ms = $3, error_kind = $4, error = $5, worker = NULL, lease_until_ms = NULL
     WHERE id = $1 AND worker = $2 AND state {from:fail})"};

constexpr Statement take_over_job_sql{R"(
    UPDATE job
       SET state = {to:take_over}, run_after_ms = $2, error_kind = $3, error = $4, worker = NULL, lease_until_ms = NULL
     WHERE id = $1 AND state {from:take_over})"};
constexpr Statement take_over_job_for_good_sql{R"(
    UPDATE job
       SET state = {to:take_over_for_good}, ended_ms = $2, error_kind = $3, error = $4, worker = NULL,
           lease_until_ms = NULL
     WHERE id = $1 AND state {from:take_over_for_good})"};

constexpr Statement ripen_sql{R"(
    UPDATE job SET run_after_ms = 0
     WHERE id IN (SELECT id FROM job
                   WHERE state IN ('new', 'retry') AND run_after_ms > 0 AND run_after_ms <= $1
                   ORDER BY run_after_ms LIMIT 1000 {skip_locked}))"};

constexpr Statement next_ripening_sql{
    "SELECT min(run_after_ms) FROM job WHERE state IN ('new', 'retry') AND run_after_ms > 0"};

constexpr Statement holds_sql{R"(
    SELECT 1 FROM job
     WHERE state = 'in_progress' AND lease_until_ms < $2 AND worker LIKE $1 ESCAPE '!' LIMIT 1)"};
constexpr Statement extend_sql{R"(
    UPDATE job SET lease_until_ms = $3
     WHERE state = 'in_progress' AND lease_until_ms < $2 AND worker LIKE $1 ESCAPE '!')"};
constexpr Statement expired_sql{
    "SELECT 1 FROM job WHERE state = 'in_progress' AND lease_until_ms < $2 AND queue = $1 LIMIT 1"};
// Without a worker: one of the same name that lives now must not prolong them.
constexpr Statement end_leases_sql{R"(
    UPDATE job SET lease_until_ms = 0, worker = NULL WHERE state = 'in_progress' AND worker LIKE $1 ESCAPE '!')"};

constexpr Statement release_job_sql{R"(
    UPDATE job
       SET state = CASE WHEN attempts > 1 THEN {to:give_back_again} ELSE {to:give_back} END, attempts = attempts - 1,
           worker = NULL, lease_until_ms = NULL
     WHERE state {from:give_back} AND worker LIKE $1 ESCAPE '!')"};

constexpr Statement lock_expired_sql{R"(
    SELECT id, kind, subject, study_instance_uid, arguments, attempts FROM job
     WHERE state = 'in_progress' AND lease_until_ms < $2 AND queue = $1
     ORDER BY lease_until_ms, id LIMIT $3 {skip_locked})"};

constexpr Statement retry_job_sql{R"(
    UPDATE job
       SET state = CASE WHEN EXISTS (SELECT 1 FROM job_dependency d WHERE d.job = job.id) THEN {to:retry_behind}
                        ELSE {to:retry} END,
           run_after_ms = 0, attempts = 0, ended_ms = NULL
     WHERE id = $1 AND state {from:retry}
       AND (state <> 'abandoned'
            OR NOT EXISTS (SELECT 1 FROM job l
                            WHERE l.kind = job.kind AND l.subject = job.subject
                              AND l.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error'))))"};
constexpr Statement renew_job_sql{R"(
    UPDATE job
       SET state = CASE WHEN EXISTS (SELECT 1 FROM job_dependency d WHERE d.job = job.id) THEN {to:renew_behind}
                        ELSE {to:renew} END,
           run_after_ms = 0, attempts = 0, ended_ms = NULL
     WHERE id = $1 AND state {from:renew})"};

constexpr Statement suspend_job_sql{"UPDATE job SET state = {to:suspend} WHERE id = $1 AND state {from:suspend}"};
constexpr Statement resume_job_sql{R"(
    UPDATE job
       SET state = CASE WHEN EXISTS (SELECT 1 FROM job_dependency d WHERE d.job = job.id) THEN {to:resume_behind}
                        WHEN attempts > 0 THEN {to:resume_retry} ELSE {to:resume} END
     WHERE id = $1 AND state {from:resume})"};

constexpr Statement abandon_job_sql{R"(
    UPDATE job SET state = {to:abandon}, ended_ms = $2, worker = NULL, lease_until_ms = NULL
     WHERE id = $1 AND state {from:abandon})"};

constexpr Statement move_sql{R"(
    UPDATE job SET queue = $2
     WHERE queue = $1 AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error'))"};
constexpr Statement abandon_of_queue_sql{R"(
    UPDATE job
       SET state = {to:abandon_at_work}, ended_ms = $2, worker = NULL, lease_until_ms = NULL, error_kind = 'refused',
           error = $3
     WHERE queue = $1 AND state {from:abandon_at_work}
    RETURNING id, kind)"};

ClaimedJob claimed_from(const Rows& row) {
    return {row.integer(0), row.string(1), row.string(2), row.string(3), row.string(4), row.integer(5)};
}

std::vector<ClaimedJob> read_claimed(Rows rows) {
    std::vector<ClaimedJob> jobs;
    while (rows.next()) jobs.push_back(claimed_from(rows));
    return jobs;
}

}  // namespace

bool add_job(Transaction& transaction, const NewJob& job, std::int64_t now_ms) {
    return transaction.change(add_job_sql, {job.queue, job.kind, job.subject, job.study_instance_uid, job.arguments,
                                            job.priority, now_ms}) == 1;
}

void add_job_unless_live(Transaction& transaction, const NewJob& job, std::int64_t now_ms) {
    transaction.execute(
        add_job_sql, {job.queue, job.kind, job.subject, job.study_instance_uid, job.arguments, job.priority, now_ms});
}

void set_job_time(Transaction& transaction, std::string_view kind, std::string_view subject,
                  std::int64_t run_after_ms) {
    transaction.execute(set_time_sql, {kind, subject, run_after_ms});
}

bool has_job(Connection& connection, std::string_view kind, std::string_view subject) {
    return connection.query(has_sql, {kind, subject}).next();
}

bool is_in_error(Connection& connection, std::string_view kind, std::string_view subject) {
    return find_in_error(connection, kind, subject).has_value();
}

std::optional<JobInError> find_in_error(Connection& connection, std::string_view kind, std::string_view subject) {
    Rows row = connection.query(find_in_error_sql, {kind, subject});
    return row.next() ? std::optional{JobInError{row.integer(0), row.string(1)}} : std::nullopt;
}

std::vector<ClaimedJob> claim_jobs(Transaction& transaction, std::string_view queue, std::string_view worker,
                                   std::int64_t now_ms, std::int64_t lease_until_ms, std::int64_t limit) {
    return read_claimed(transaction.query(claim_sql, {queue, worker, now_ms, lease_until_ms, limit}));
}

std::vector<ClaimedJob> claim_jobs_at_once(Connection& connection, std::string_view queue, std::string_view worker,
                                           std::int64_t now_ms, std::int64_t lease_until_ms, std::int64_t limit) {
    if (connection.engine() == Engine::postgresql) {  // a statement is a transaction, and one that finds none is cheap
        return read_claimed(connection.query(claim_sql, {queue, worker, now_ms, lease_until_ms, limit}));
    }
    if (!connection.query(claimable_sql, {queue}).next()) return {};  // without the one place of a writer
    Transaction transaction{connection};
    std::vector<ClaimedJob> jobs = claim_jobs(transaction, queue, worker, now_ms, lease_until_ms, limit);
    transaction.commit();
    return jobs;
}

void finish_jobs(Transaction& transaction, std::span<const std::int64_t> ids, std::string_view worker,
                 std::int64_t now_ms) {
    const std::string list = id_list(transaction.connection().engine(), ids);
    transaction.execute_on(static_cast<std::int64_t>(ids.size()), finish_sql, {list, worker, now_ms});
}

bool fail_job(Transaction& transaction, const JobFailure& failure, std::string_view worker, std::int64_t now_ms) {
    const bool retries = failure.retry_at_ms.has_value();
    return transaction.change(
               retries ? try_again_job_sql : fail_job_sql,
               {failure.id, worker, failure.retry_at_ms.value_or(now_ms), failure.error_kind, failure.error}) == 1;
}

void end_lost_job(Transaction& transaction, const JobFailure& failure, std::int64_t now_ms) {
    const bool retries = failure.retry_at_ms.has_value();
    transaction.execute(retries ? take_over_job_sql : take_over_job_for_good_sql,
                        {failure.id, failure.retry_at_ms.value_or(now_ms), failure.error_kind, failure.error});
}

std::int64_t ripen_jobs(Connection& connection, std::int64_t now_ms) {
    Transaction transaction{connection};
    const std::int64_t ripened = transaction.change(ripen_sql, {now_ms});
    transaction.commit();
    return ripened;
}

std::optional<std::int64_t> next_ripening(Connection& connection) {
    Rows rows = connection.query(next_ripening_sql);
    rows.next();
    return rows.optional_integer(0);
}

bool has_expired_job(Connection& connection, std::string_view queue, std::int64_t now_ms) {
    return connection.query(expired_sql, {queue, now_ms}).next();
}

std::int64_t end_leases(Connection& connection, std::string_view worker_prefix) {
    Transaction transaction{connection};
    const std::int64_t ended = transaction.change(end_leases_sql, {begins_with_pattern(worker_prefix)});
    transaction.commit();
    return ended;
}

void extend_leases(Connection& connection, std::string_view worker_prefix, std::int64_t where_before_ms,
                   std::int64_t lease_until_ms) {
    const std::string pattern = begins_with_pattern(worker_prefix);
    if (!connection.query(holds_sql, {pattern, where_before_ms}).next()) return;
    Transaction transaction{connection};
    transaction.execute(extend_sql, {pattern, where_before_ms, lease_until_ms});
    transaction.commit();
}

std::int64_t release_jobs(Connection& connection, std::string_view worker_prefix) {
    Transaction transaction{connection};
    const std::int64_t released = transaction.change(release_job_sql, {begins_with_pattern(worker_prefix)});
    transaction.commit();
    return released;
}

std::vector<ClaimedJob> lock_expired_jobs(Transaction& transaction, std::string_view queue, std::int64_t now_ms,
                                          std::int64_t limit) {
    return read_claimed(transaction.query(lock_expired_sql, {queue, now_ms, limit}));
}

bool retry_job(Transaction& transaction, std::int64_t id) { return transaction.change(retry_job_sql, {id}) == 1; }

bool renew_job(Transaction& transaction, std::int64_t id) { return transaction.change(renew_job_sql, {id}) == 1; }

bool suspend_job(Transaction& transaction, std::int64_t id) { return transaction.change(suspend_job_sql, {id}) == 1; }

bool resume_job(Transaction& transaction, std::int64_t id) { return transaction.change(resume_job_sql, {id}) == 1; }

bool abandon_job(Transaction& transaction, std::int64_t id, std::int64_t now_ms) {
    return transaction.change(abandon_job_sql, {id, now_ms}) == 1;
}

std::vector<AbandonedJob> abandon_jobs_of_queue(Transaction& transaction, std::string_view queue,
                                                std::string_view reason, std::int64_t now_ms) {
    std::vector<AbandonedJob> jobs;
    Rows rows = transaction.query(abandon_of_queue_sql, {queue, now_ms, reason});
    while (rows.next()) jobs.push_back({rows.integer(0), rows.string(1)});
    return jobs;
}

void move_jobs(Transaction& transaction, std::string_view from_queue, std::string_view to_queue) {
    transaction.execute(move_sql, {from_queue, to_queue});
}

}  // namespace kinote::database
