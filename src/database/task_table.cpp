#include "database/task_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement declare_sql{R"(
    INSERT INTO task (name, interval_ms, next_run_ms, is_running, last_result, cursor) VALUES ($1, $2, 0, 0, '', '')
    ON CONFLICT (name) DO UPDATE
       SET interval_ms = excluded.interval_ms,
           next_run_ms = CASE WHEN task.is_running = 1 THEN 0 ELSE task.next_run_ms END)"};
constexpr Statement due_sql{"SELECT 1 FROM task WHERE name = $1 AND next_run_ms <= $2"};
constexpr Statement take_sql{R"(
    UPDATE task SET next_run_ms = $2 + interval_ms, last_run_ms = $2, is_running = 1
     WHERE name = $1 AND next_run_ms <= $2
    RETURNING name, interval_ms, next_run_ms, last_run_ms, last_result, cursor)"};
constexpr Statement record_sql{
    "UPDATE task SET last_result = $2, cursor = $3, next_run_ms = $4 + interval_ms, is_running = 0 WHERE name = $1"};
constexpr Statement list_sql{
    "SELECT name, interval_ms, next_run_ms, last_run_ms, last_result, cursor FROM task ORDER BY name"};

TaskRow task_from(const Rows& row) {
    return {row.string(0), row.integer(1), row.integer(2), row.optional_integer(3), row.string(4), row.string(5)};
}

}  // namespace

void declare_task(Transaction& transaction, std::string_view name, std::int64_t interval_ms) {
    transaction.execute(declare_sql, {name, interval_ms});
}

bool is_task_due(Connection& connection, std::string_view name, std::int64_t now_ms) {
    return connection.query(due_sql, {name, now_ms}).next();
}

std::optional<TaskRow> take_due_task(Transaction& transaction, std::string_view name, std::int64_t now_ms) {
    Rows rows = transaction.query(take_sql, {name, now_ms});
    return rows.next() ? std::optional{task_from(rows)} : std::nullopt;
}

void record_task_run(Transaction& transaction, std::string_view name, std::string_view result, std::string_view cursor,
                     std::int64_t now_ms) {
    transaction.execute(record_sql, {name, result, cursor, now_ms});
}

std::vector<TaskRow> list_tasks(Connection& connection) {
    Rows rows = connection.query(list_sql);
    std::vector<TaskRow> tasks;
    while (rows.next()) tasks.push_back(task_from(rows));
    return tasks;
}

}  // namespace kinote::database
