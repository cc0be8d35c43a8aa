#include "database/queue_watch_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement list_watched_sql{R"(
    SELECT q.name, CASE WHEN q.state = 'running' THEN 1 ELSE 0 END,
           (SELECT CAST(j.id AS TEXT) || '/' || CAST(j.attempts AS TEXT) FROM job j
             WHERE j.queue = q.name AND j.state {from:claim} AND j.run_after_ms = 0
             ORDER BY j.priority / 10 * 1000000000000000 + j.priority % 10 * 1000 + j.id LIMIT 1),
           (SELECT count(*) FROM job p
             WHERE p.queue = q.name AND p.state = 'in_progress' AND p.lease_until_ms >= $1),
           w.head, w.since_ms, w.stalled_ms
      FROM queue q LEFT JOIN queue_watch w ON w.queue = q.name
     ORDER BY q.name)"};
constexpr Statement record_head_sql{R"(
    INSERT INTO queue_watch (queue, head, since_ms, stalled_ms) VALUES ($1, $2, $3, NULL)
    ON CONFLICT (queue) DO UPDATE SET head = excluded.head, since_ms = excluded.since_ms, stalled_ms = NULL)"};
constexpr Statement record_stalled_sql{"UPDATE queue_watch SET stalled_ms = $2 WHERE queue = $1"};
constexpr Statement raise_stalled_sql{R"(
    INSERT INTO job_exception (queue, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms)
    VALUES ($1, 'queue_stalled', $2, $3, '', '', 'open', $4))"};
constexpr Statement close_stalled_sql{R"(
    UPDATE job_exception SET state = 'closed', closed_as = 'moves', closed_ms = $2
     WHERE queue = $1 AND queue <> '' AND state <> 'closed')"};
constexpr Statement release_orphans_sql{R"(
    UPDATE job SET state = {to:go_on}
     WHERE state {from:go_on} AND NOT EXISTS (SELECT 1 FROM job_dependency d WHERE d.job = job.id))"};

}  // namespace

std::vector<WatchedQueue> list_watched_queues(Connection& connection, std::int64_t now_ms) {
    std::vector<WatchedQueue> queues;
    Rows rows = connection.query(list_watched_sql, {now_ms});
    while (rows.next()) {
        WatchedQueue& queue = queues.emplace_back();
        queue.name = rows.string(0);
        queue.is_running = rows.integer(1) != 0;
        queue.head = rows.string(2);
        queue.in_progress = rows.integer(3);
        queue.head_before = rows.optional_string(4);
        queue.since_ms = rows.optional_integer(5).value_or(0);
        queue.stalled_ms = rows.optional_integer(6);
    }
    return queues;
}

void record_queue_head(Transaction& transaction, std::string_view queue, std::string_view head, std::int64_t now_ms) {
    transaction.execute(record_head_sql, {queue, head, now_ms});
    transaction.execute(close_stalled_sql, {queue, now_ms});
}

void record_stalled_queue(Transaction& transaction, std::string_view queue, std::string_view message,
                          std::string_view remedy, std::int64_t now_ms) {
    transaction.execute(record_stalled_sql, {queue, now_ms});
    transaction.execute(raise_stalled_sql, {queue, message, remedy, now_ms});
}

std::int64_t release_orphans(Transaction& transaction) { return transaction.change(release_orphans_sql); }

}  // namespace kinote::database
