#include "database/queue_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement declare_queue_sql{
    "INSERT INTO queue (name, state, changed_ms) VALUES ($1, 'running', $2) ON CONFLICT DO NOTHING"};
constexpr Statement set_state_queue_sql{"UPDATE queue SET state = $2, changed_ms = $3 WHERE name = $1"};
// Few jobs are in progress at any time: they are found by the index of leases.
constexpr Statement list_queue_sql{R"(
    SELECT q.name,
           CASE WHEN q.state = 'running' AND w.stalled_ms IS NULL THEN 'running'
                WHEN q.state = 'running' THEN 'stalled'
                WHEN EXISTS (SELECT 1 FROM job j
                              WHERE j.queue = q.name AND j.state = 'in_progress' AND j.lease_until_ms >= $1)
                THEN 'halt_in_progress' ELSE 'halted' END
      FROM queue q LEFT JOIN queue_watch w ON w.queue = q.name
     ORDER BY q.name)"};
constexpr Statement find_queue_state_sql{R"(
    SELECT CASE WHEN q.state = 'running' AND w.stalled_ms IS NULL THEN 'running'
                WHEN q.state = 'running' THEN 'stalled'
                WHEN EXISTS (SELECT 1 FROM job j
                              WHERE j.queue = q.name AND j.state = 'in_progress' AND j.lease_until_ms >= $2)
                THEN 'halt_in_progress' ELSE 'halted' END
      FROM queue q LEFT JOIN queue_watch w ON w.queue = q.name
     WHERE q.name = $1)"};
constexpr Statement count_live_jobs_sql{R"(
    SELECT queue, state, count(*) FROM job
     WHERE state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
     GROUP BY queue, state ORDER BY queue, state)"};
constexpr Statement outstanding_sql{R"(
    SELECT (SELECT count(*) FROM job j WHERE j.queue = q.name AND j.state IN ('new', 'retry', 'in_progress'))
      FROM queue q WHERE q.name = $1)"};

}  // namespace

void declare_queue(Transaction& transaction, std::string_view name, std::int64_t now_ms) {
    transaction.execute(declare_queue_sql, {name, now_ms});
}

bool set_queue_state(Transaction& transaction, std::string_view name, std::string_view state, std::int64_t now_ms) {
    return transaction.change(set_state_queue_sql, {name, state, now_ms}) == 1;
}

std::vector<QueueState> read_queue_states(Connection& connection, std::int64_t now_ms) {
    std::vector<QueueState> queues;
    Rows rows = connection.query(list_queue_sql, {now_ms});
    while (rows.next()) queues.push_back({rows.string(0), rows.string(1)});
    return queues;
}

std::vector<QueueRow> read_queues(Connection& connection, std::int64_t now_ms) {
    std::map<std::string, std::map<std::string, std::int64_t, std::less<>>, std::less<>> counts;
    for (const LiveJobs& one : count_live_jobs(connection)) counts[one.queue][one.state] = one.count;
    std::vector<QueueRow> queues;
    for (const QueueState& one : read_queue_states(connection, now_ms)) {
        queues.push_back({one.name, one.state, counts[one.name]});
    }
    return queues;
}

std::optional<std::string> find_queue_state(Connection& connection, std::string_view name, std::int64_t now_ms) {
    Rows rows = connection.query(find_queue_state_sql, {name, now_ms});
    return rows.next() ? std::optional{rows.string(0)} : std::nullopt;
}

std::optional<std::int64_t> count_outstanding(Connection& connection, std::string_view queue) {
    Rows rows = connection.query(outstanding_sql, {queue});
    return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

std::vector<LiveJobs> count_live_jobs(Connection& connection) {
    Rows rows = connection.query(count_live_jobs_sql);
    std::vector<LiveJobs> counts;
    while (rows.next()) counts.push_back({rows.string(0), rows.string(1), rows.integer(2)});
    return counts;
}

}  // namespace kinote::database
