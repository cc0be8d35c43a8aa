#include "database/job_dependency_table.hpp"

#include <vector>

#include "database/job_exception_table.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement ensure_job_dependency_sql{R"(
    INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, run_after_ms,
                     created_ms)
    VALUES ($1, $2, $3, $4, $5, 'new', $6, 0, 0, $7)
    ON CONFLICT (kind, subject)
       WHERE state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
       DO UPDATE SET priority = CASE WHEN job.priority < excluded.priority THEN job.priority
                                     ELSE excluded.priority END
    RETURNING id, CASE WHEN state = 'error' THEN 1 ELSE 0 END)"};

constexpr Statement add_job_dependency_sql{R"(
    INSERT INTO job_dependency (job, waits_for)
    SELECT $2, p.id FROM job p
     WHERE p.id {in_ids} AND p.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended')
    ON CONFLICT DO NOTHING)"};
constexpr Statement wait_sql{R"(
    UPDATE job SET state = 'waiting'
     WHERE id = $1 AND state = 'new' AND EXISTS (SELECT 1 FROM job_dependency d WHERE d.job = $1))"};

constexpr Statement find_waiting_sql{"SELECT job FROM job_dependency WHERE waits_for {in_ids}"};
// Held before they are judged: of two that end at once the later one sees what the earlier one has done.
constexpr Statement hold_job_dependency_sql{"SELECT id FROM job WHERE id {in_ids} ORDER BY id {for_no_key_update}"};
constexpr Statement remove_job_dependency_sql{"DELETE FROM job_dependency WHERE waits_for {in_ids}"};
constexpr Statement release_job_dependency_sql{R"(
    UPDATE job SET state = 'new'
     WHERE id {in_ids} AND state = 'waiting' AND NOT EXISTS (SELECT 1 FROM job_dependency d WHERE d.job = job.id))"};

constexpr Statement count_live_sql{R"(
    SELECT count(*) FROM job
     WHERE id {in_ids} AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended'))"};
constexpr Statement count_unfinished_sql{"SELECT count(*) FROM job WHERE id {in_ids} AND state <> 'done'"};

std::int64_t count(Connection& connection, const Statement& statement, std::span<const std::int64_t> jobs) {
    Rows row = connection.query(statement, {id_list(connection.engine(), jobs)});
    row.next();
    return row.integer(0);
}

}  // namespace

std::int64_t ensure_job(Transaction& transaction, const NewJob& job, std::int64_t now_ms) {
    std::int64_t id = 0;
    bool has_failed = false;
    {
        Rows rows = transaction.query(
            ensure_job_dependency_sql,
            {job.queue, job.kind, job.subject, job.study_instance_uid, job.arguments, job.priority, now_ms});
        rows.next();
        id = rows.integer(0);
        has_failed = rows.integer(1) != 0;
    }
    if (has_failed && retry_job(transaction, id)) close_exceptions_of_job(transaction, id, "retried", now_ms);
    return id;
}

bool wait_for(Transaction& transaction, std::int64_t job, std::span<const std::int64_t> waits_for) {
    transaction.execute(add_job_dependency_sql, {id_list(transaction.connection().engine(), waits_for), job});
    return transaction.change(wait_sql, {job}) == 1;
}

std::int64_t release_waiting_jobs(Transaction& transaction, std::span<const std::int64_t> ended) {
    const Engine engine = transaction.connection().engine();
    const std::string ended_list = id_list(engine, ended);
    std::vector<std::int64_t> waiting;
    {
        Rows rows = transaction.query(find_waiting_sql, {ended_list});
        while (rows.next()) waiting.push_back(rows.integer(0));
    }
    if (waiting.empty()) return 0;
    const std::string waiting_list = id_list(engine, waiting);
    transaction.execute(hold_job_dependency_sql, {waiting_list});
    transaction.execute(remove_job_dependency_sql, {ended_list});
    return transaction.change(release_job_dependency_sql, {waiting_list});
}

std::int64_t count_live_jobs(Connection& connection, std::span<const std::int64_t> jobs) {
    return count(connection, count_live_sql, jobs);
}

std::int64_t count_unfinished_jobs(Connection& connection, std::span<const std::int64_t> jobs) {
    return count(connection, count_unfinished_sql, jobs);
}

}  // namespace kinote::database
