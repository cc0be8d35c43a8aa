#include "database/task_table.hpp"

#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement declare_task_sql{R"(
    INSERT INTO task (name, interval_ms, next_run_ms, is_running, last_result, cursor) VALUES ($1, $2, 0, 0, '', '')
    ON CONFLICT (name) DO UPDATE
       SET interval_ms = excluded.interval_ms, is_in_use = 1,
           next_run_ms = CASE WHEN task.schedule = '' AND task.next_run_ms > $3 + excluded.interval_ms
                              THEN $3 + excluded.interval_ms ELSE task.next_run_ms END)"};
constexpr Statement set_in_use_sql{"UPDATE task SET is_in_use = CASE WHEN name {in_texts} THEN 1 ELSE 0 END"};
constexpr Statement list_task_sql{R"(
    SELECT name, interval_ms, schedule, allowed_hours, set_by, next_run_ms, last_run_ms, duration_ms, last_result,
           cursor, paused_by, paused_ms, asked_by, asked_ms, is_running, running_term, is_in_use
      FROM task ORDER BY name)"};
constexpr Statement find_task_sql{R"(
    SELECT name, interval_ms, schedule, allowed_hours, set_by, next_run_ms, last_run_ms, duration_ms, last_result,
           cursor, paused_by, paused_ms, asked_by, asked_ms, is_running, running_term, is_in_use
      FROM task WHERE name = $1)"};
constexpr Statement hold_task_sql{R"(
    SELECT name, interval_ms, schedule, allowed_hours, set_by, next_run_ms, last_run_ms, duration_ms, last_result,
           cursor, paused_by, paused_ms, asked_by, asked_ms, is_running, running_term, is_in_use
      FROM task WHERE name = $1 {for_update})"};
// A request that comes while it runs is for another run.
constexpr Statement take_task_sql{R"(
    UPDATE task SET is_running = 1, running_term = $2, last_run_ms = $3, asked_ms = NULL
     WHERE name = $1
       AND EXISTS (SELECT 1 FROM task_lease l WHERE l.name = 'tasks' AND l.term = $2 AND l.lease_until_ms > $3))"};
constexpr Statement record_sql{R"(
    UPDATE task SET is_running = 0, last_result = $3, cursor = $4, duration_ms = $5, next_run_ms = $6,
           asked_by = CASE WHEN asked_ms IS NULL THEN '' ELSE asked_by END
     WHERE name = $1 AND running_term = $2 AND is_running = 1)"};
constexpr Statement record_stopped_sql{R"(
    UPDATE task SET last_result = $3, cursor = $4, duration_ms = $5
     WHERE name = $1 AND running_term = $2 AND is_running = 1)"};
constexpr Statement set_schedule_sql{
    "UPDATE task SET schedule = $2, allowed_hours = $3, set_by = $4, next_run_ms = $5 WHERE name = $1"};
constexpr Statement set_paused_sql{"UPDATE task SET paused_by = $2, paused_ms = $3 WHERE name = $1"};
constexpr Statement ask_sql{"UPDATE task SET asked_by = $2, asked_ms = $3 WHERE name = $1"};

// A person who has acknowledged a cause is told of another one only.
constexpr Statement update_exception_sql{R"(
    UPDATE job_exception
       SET told_ms = CASE WHEN state = 'open' OR message = $2 THEN told_ms END,
           raised_ms = $3, state = CASE WHEN message = $2 THEN state ELSE 'open' END, message = $2
     WHERE task = $1 AND task <> '' AND state <> 'closed')"};
constexpr Statement raise_exception_sql{R"(
    INSERT INTO job_exception (task, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms)
    VALUES ($1, 'task_failed', $2, $3, '', '', 'open', $4))"};
constexpr Statement close_exception_sql{R"(
    UPDATE job_exception SET state = 'closed', closed_as = $2, closed_ms = $3
     WHERE task = $1 AND task <> '' AND state <> 'closed')"};

TaskRow task_from(const Rows& row) {
    TaskRow task;
    task.name = row.string(0);
    task.interval_ms = row.integer(1);
    task.schedule = row.string(2);
    task.allowed_hours = row.string(3);
    task.set_by = row.string(4);
    task.next_run_ms = row.integer(5);
    task.last_run_ms = row.optional_integer(6);
    task.duration_ms = row.optional_integer(7);
    task.last_result = row.string(8);
    task.cursor = row.string(9);
    task.paused_by = row.string(10);
    task.paused_ms = row.optional_integer(11);
    task.asked_by = row.string(12);
    task.asked_ms = row.optional_integer(13);
    task.is_running = row.integer(14) != 0;
    task.running_term = row.integer(15);
    task.is_in_use = row.integer(16) != 0;
    return task;
}

std::optional<TaskRow> one_from(Rows rows) { return rows.next() ? std::optional{task_from(rows)} : std::nullopt; }

}  // namespace

void declare_task(Transaction& transaction, std::string_view name, std::int64_t interval_ms, std::int64_t now_ms) {
    transaction.execute(declare_task_sql, {name, interval_ms, now_ms});
}

void set_tasks_in_use(Transaction& transaction, std::span<const std::string_view> names) {
    const std::string list = text_list(transaction.connection().engine(), names);
    transaction.execute(set_in_use_sql, {list});
}

std::vector<TaskRow> list_tasks(Connection& connection) {
    Rows rows = connection.query(list_task_sql);
    std::vector<TaskRow> tasks;
    while (rows.next()) tasks.push_back(task_from(rows));
    return tasks;
}

std::optional<TaskRow> find_task(Connection& connection, std::string_view name) {
    return one_from(connection.query(find_task_sql, {name}));
}

std::optional<TaskRow> hold_task(Transaction& transaction, std::string_view name) {
    return one_from(transaction.query(hold_task_sql, {name}));
}

bool take_task(Transaction& transaction, std::string_view name, std::int64_t term, std::int64_t now_ms) {
    return transaction.change(take_task_sql, {name, term, now_ms}) == 1;
}

bool record_task_run(Transaction& transaction, const TaskRun& run) {
    return transaction.change(record_sql,
                              {run.name, run.term, run.result, run.cursor, run.duration_ms, run.next_run_ms}) == 1;
}

bool record_stopped_run(Transaction& transaction, const TaskRun& run) {
    return transaction.change(record_stopped_sql, {run.name, run.term, run.result, run.cursor, run.duration_ms}) == 1;
}

void set_task_schedule(Transaction& transaction, std::string_view name, std::string_view schedule,
                       std::string_view allowed_hours, std::string_view set_by, std::int64_t next_run_ms) {
    transaction.execute(set_schedule_sql, {name, schedule, allowed_hours, set_by, next_run_ms});
}

void set_task_paused(Transaction& transaction, std::string_view name, std::string_view paused_by,
                     std::optional<std::int64_t> paused_ms) {
    transaction.execute(set_paused_sql, {name, paused_by, paused_ms});
}

void ask_for_task(Transaction& transaction, std::string_view name, std::string_view asked_by, std::int64_t asked_ms) {
    transaction.execute(ask_sql, {name, asked_by, asked_ms});
}

void raise_task_exception(Transaction& transaction, std::string_view name, std::string_view message,
                          std::string_view remedy, std::int64_t now_ms) {
    if (transaction.change(update_exception_sql, {name, message, now_ms}) > 0) return;
    transaction.execute(raise_exception_sql, {name, message, remedy, now_ms});
}

void close_task_exception(Transaction& transaction, std::string_view name, std::string_view as, std::int64_t now_ms) {
    transaction.execute(close_exception_sql, {name, as, now_ms});
}

}  // namespace kinote::database
