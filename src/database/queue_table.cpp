#include "database/queue_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement declare_queue_sql{
    "INSERT INTO queue (name, state, changed_ms) VALUES ($1, 'running', $2) ON CONFLICT DO NOTHING"};
constexpr Statement set_state_queue_sql{"UPDATE queue SET state = $2, changed_ms = $3 WHERE name = $1"};
constexpr Statement list_queue_sql{"SELECT name, state FROM queue ORDER BY name"};
constexpr Statement count_queue_sql{"SELECT queue, state, count(*) FROM job GROUP BY queue, state"};
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

std::vector<QueueRow> list_queues(Connection& connection) {
    std::map<std::string, std::map<std::string, std::int64_t, std::less<>>, std::less<>> counts;
    {
        Rows rows = connection.query(count_queue_sql);
        while (rows.next()) counts[rows.string(0)][rows.string(1)] = rows.integer(2);
    }
    std::vector<QueueRow> queues;
    Rows rows = connection.query(list_queue_sql);
    while (rows.next()) queues.push_back({rows.string(0), rows.string(1), counts[rows.string(0)]});
    return queues;
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
