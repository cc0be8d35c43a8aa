#include "database/job_dependency_table.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "database/job_exception_table.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement ensure_job_dependency_sql{R"(
    INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, run_after_ms,
                     created_ms)
    VALUES ($1, $2, $3, $4, $5, {to:enqueue}, $6, 0, 0, $7)
    ON CONFLICT (kind, subject)
       WHERE state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
       DO UPDATE SET priority = CASE WHEN job.priority < excluded.priority THEN job.priority
                                     ELSE excluded.priority END
    RETURNING id, CASE WHEN state = 'error' THEN 1 ELSE 0 END)"};

// Not behind one that itself waits for this job, through however many: no circle can come to be.
constexpr Statement add_job_dependency_sql{R"(
    WITH RECURSIVE behind (job) AS (SELECT CAST($2 AS BIGINT)
                                     UNION
                                    SELECT d.job FROM behind one_behind
                                      JOIN job_dependency d ON d.waits_for = one_behind.job)
    INSERT INTO job_dependency (job, waits_for)
    SELECT $2, p.id FROM job p
     WHERE p.id {in_ids} AND p.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended')
       AND p.id NOT IN (SELECT one_behind.job FROM behind one_behind)
    ON CONFLICT DO NOTHING)"};
constexpr Statement wait_sql{R"(
    UPDATE job SET state = {to:wait}
     WHERE id = $1 AND state {from:wait} AND EXISTS (SELECT 1 FROM job_dependency d WHERE d.job = $1))"};

constexpr Statement find_waiting_sql{"SELECT job FROM job_dependency WHERE waits_for {in_ids}"};
// Held before they are judged: of two that end at once the later one sees what the earlier one has done.
constexpr Statement hold_job_dependency_sql{"SELECT id FROM job WHERE id {in_ids} ORDER BY id {for_no_key_update}"};
// Those whose kind fails where what they wait for did not become Done.
constexpr Statement find_hindered_sql{R"(
    SELECT d.job, d.waits_for, p.state, p.kind, coalesce(p.error, ''), w.subject, w.study_instance_uid
      FROM job_dependency d
      JOIN job p ON p.id = d.waits_for
      JOIN job w ON w.id = d.job
      JOIN dependency_rule r ON r.kind = w.kind
     WHERE d.waits_for {in_ids} AND p.state <> 'done' AND r.after_failed = 'fail')"};
constexpr Statement follow_job_sql{R"(
    UPDATE job SET state = {to:follow}, ended_ms = $2, error_kind = 'refused', error = $3
     WHERE id = $1 AND state {from:follow})"};
constexpr Statement remove_job_dependency_sql{R"(
    DELETE FROM job_dependency
     WHERE waits_for {in_ids}
       AND NOT EXISTS (SELECT 1 FROM job p JOIN job w ON w.id = job_dependency.job
                         JOIN dependency_rule r ON r.kind = w.kind
                        WHERE p.id = job_dependency.waits_for AND p.state = 'error' AND r.after_failed = 'wait'))"};
constexpr Statement release_job_dependency_sql{R"(
    UPDATE job SET state = {to:go_on}
     WHERE id {in_ids} AND state {from:go_on} AND NOT EXISTS (SELECT 1 FROM job_dependency d WHERE d.job = job.id))"};
constexpr Statement forget_dependency_rules_sql{"DELETE FROM dependency_rule"};
constexpr Statement set_dependency_rule_sql{"INSERT INTO dependency_rule (kind, after_failed) VALUES ($1, $2)"};

constexpr Statement count_live_sql{R"(
    SELECT count(*) FROM job
     WHERE id {in_ids} AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended'))"};
constexpr Statement count_unfinished_sql{"SELECT count(*) FROM job WHERE id {in_ids} AND state <> 'done'"};

struct HinderedJob {
    std::int64_t job = 0;
    std::int64_t waits_for = 0;
    std::string what_failed;
    std::string subject;
    std::string study_instance_uid;
};

HinderedJob hindered_from(const Rows& row) {
    const std::string how = row.text(2) == "abandoned" ? "was given up" : fmt::format("failed: {}", row.text(4));
    return {row.integer(0), row.integer(1),
            fmt::format("the job {} {}, which it waited for, {}", row.integer(1), row.text(3), how), row.string(5),
            row.string(6)};
}

// Those whose kind fails where what they wait for did. @return which.
std::vector<std::int64_t> fail_followers(Transaction& transaction, const std::string& ended_list, std::int64_t now_ms) {
    std::vector<HinderedJob> hindered;
    {
        Rows rows = transaction.query(find_hindered_sql, {ended_list});
        while (rows.next()) hindered.push_back(hindered_from(rows));
    }
    std::vector<std::int64_t> followed;
    followed.reserve(hindered.size());
    for (const HinderedJob& one : hindered) {
        if (transaction.change(follow_job_sql, {one.job, now_ms, one.what_failed}) == 0) continue;
        raise_exception(
            transaction,
            {one.job, "predecessor_failed", one.what_failed,
             fmt::format("mend the cause and kinote jobs retry {}, then: kinote jobs retry {}; or give it up: "
                         "kinote jobs abandon {}",
                         one.waits_for, one.job, one.job),
             one.study_instance_uid, ""},
            now_ms);
        followed.push_back(one.job);
    }
    return followed;
}

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
    if (has_failed && renew_job(transaction, id)) close_exceptions_of_job(transaction, id, "retried", now_ms);
    return id;
}

bool wait_for(Transaction& transaction, std::int64_t job, std::span<const std::int64_t> waits_for) {
    transaction.execute(add_job_dependency_sql, {id_list(transaction.connection().engine(), waits_for), job});
    return transaction.change(wait_sql, {job}) == 1;
}

std::int64_t release_waiting_jobs(Transaction& transaction, std::span<const std::int64_t> ended, std::int64_t now_ms) {
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
    const std::vector<std::int64_t> followed = fail_followers(transaction, ended_list, now_ms);
    transaction.execute(remove_job_dependency_sql, {ended_list});
    std::int64_t released = transaction.change(release_job_dependency_sql, {waiting_list});
    if (!followed.empty()) released += release_waiting_jobs(transaction, followed, now_ms);
    return released;
}

void set_dependency_rules(Transaction& transaction, std::span<const DependencyRule> rules) {
    transaction.execute(forget_dependency_rules_sql);
    for (const DependencyRule& rule : rules) {
        transaction.execute(set_dependency_rule_sql, {rule.kind, rule.after_failed});
    }
}

std::int64_t count_live_jobs(Connection& connection, std::span<const std::int64_t> jobs) {
    return count(connection, count_live_sql, jobs);
}

std::int64_t count_unfinished_jobs(Connection& connection, std::span<const std::int64_t> jobs) {
    return count(connection, count_unfinished_sql, jobs);
}

}  // namespace kinote::database
