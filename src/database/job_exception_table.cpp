#include "database/job_exception_table.hpp"

#include "base/log.hpp"

namespace kinote::database {
namespace {

// What a person had acknowledged is told again when it is raised again.
constexpr Statement update_of_job_sql{R"(
    UPDATE job_exception
       SET told_ms = CASE WHEN state = 'open' AND cause = $2 THEN told_ms END,
           cause = $2, message = $3, remedy = $4, raised_ms = $5, state = 'open'
     WHERE job = $1 AND state <> 'closed')"};
constexpr Statement update_of_object_sql{R"(
    UPDATE job_exception
       SET told_ms = CASE WHEN state = 'open' THEN told_ms END,
           message = $4, remedy = $5, raised_ms = $6, state = 'open'
     WHERE job IS NULL AND sop_instance_uid = $1 AND cause = $2 AND study_instance_uid = $3 AND state <> 'closed')"};
constexpr Statement insert_sql{R"(
    INSERT INTO job_exception (job, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms)
    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7))"};
constexpr Statement insert_below_limit_sql{R"(
    INSERT INTO job_exception (job, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms)
    SELECT NULL, $1, $2, $3, $4, $5, 'open', CAST($6 AS BIGINT)
     WHERE (SELECT count(*) FROM (SELECT 1 FROM job_exception
                                   WHERE job IS NULL AND cause = $1 AND state <> 'closed' LIMIT $7) AS one_by_one) < $7)"};
constexpr Statement count_one_more_sql{R"(
    UPDATE job_exception
       SET told_ms = CASE WHEN state = 'open' THEN told_ms END,
           more = more + 1, remedy = $3, raised_ms = $4, state = 'open',
           message = 'too many to be listed one by one, ' || (more + 1) || ' more; the last: ' || $2
     WHERE job IS NULL AND sop_instance_uid = '' AND cause = $1 AND study_instance_uid = '' AND state <> 'closed')"};
constexpr Statement insert_for_all_sql{R"(
    INSERT INTO job_exception (job, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms, more)
    VALUES (NULL, $1, '', '', '', '', 'open', 0, 0))"};
constexpr Statement close_sql{
    "UPDATE job_exception SET state = 'closed', closed_as = $2, closed_ms = $3 WHERE job = $1 AND state <> 'closed'"};
constexpr Statement close_of_study_job_exception_sql{R"(
    UPDATE job_exception SET state = 'closed', closed_as = $3, closed_ms = $4
     WHERE job IS NULL AND cause = $1 AND study_instance_uid = $2 AND state <> 'closed')"};
constexpr Statement close_of_object_sql{R"(
    UPDATE job_exception SET state = 'closed', closed_as = $3, closed_ms = $4
     WHERE job IS NULL AND cause = $1 AND sop_instance_uid = $2 AND state <> 'closed')"};
constexpr Statement has_exceptions_sql{"SELECT 1 FROM job_exception WHERE cause = $1 AND state <> 'closed' LIMIT 1"};
constexpr Statement acknowledge_sql{"UPDATE job_exception SET state = 'acknowledged' WHERE id = $1 AND state = 'open'"};
constexpr Statement list_job_exception_sql{R"(
    SELECT id, job, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms
      FROM job_exception
     WHERE id < $1 AND state <> 'closed' AND ($3 = '' OR cause = $3)
     ORDER BY id DESC LIMIT $2)"};
// The latest of each cause stands for its group.
constexpr Statement group_sql{R"(
    SELECT g.cause, g.number, g.open, e.raised_ms, e.message, e.remedy
      FROM (SELECT cause, count(*) AS number, sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END) AS open, max(id) AS latest
              FROM job_exception WHERE state <> 'closed' GROUP BY cause) g
      JOIN job_exception e ON e.id = g.latest
     ORDER BY g.number DESC, g.cause)"};
constexpr Statement count_job_exception_sql{"SELECT count(*) FROM job_exception WHERE state <> 'closed'"};
constexpr Statement count_exceptions_by_cause_sql{R"(
    SELECT cause, state, count(*) FROM job_exception WHERE state <> 'closed' GROUP BY cause, state
     ORDER BY cause, state)"};

// A line for who reads the log. Not the message: it may hold what a patient is known by.
void log_once_committed(Transaction& transaction, const NewException& exception) {
    transaction.after_commit([job = exception.job, cause = std::string{exception.cause},
                              study = exception.study_instance_uid, object = exception.sop_instance_uid] {
        base::log::error("an exception waits for a person, see: kinote exceptions list",
                         {{"cause", cause},
                          {"job", job ? std::to_string(*job) : std::string{}},
                          {"study", study},
                          {"sop_instance_uid", object}});
    });
}

}  // namespace

void raise_exception(Transaction& transaction, const NewException& exception, std::int64_t now_ms) {
    const std::int64_t updated =
        exception.job ? transaction.change(update_of_job_sql, {exception.job, exception.cause, exception.message,
                                                               exception.remedy, now_ms})
                      : transaction.change(update_of_object_sql,
                                           {exception.sop_instance_uid, exception.cause, exception.study_instance_uid,
                                            exception.message, exception.remedy, now_ms});
    if (updated > 0) return;
    transaction.execute(insert_sql, {exception.job, exception.cause, exception.message, exception.remedy,
                                     exception.study_instance_uid, exception.sop_instance_uid, now_ms});
    log_once_committed(transaction, exception);
}

void raise_refusal(Transaction& transaction, const NewException& exception, std::int64_t now_ms) {
    const std::int64_t updated = transaction.change(
        update_of_object_sql, {exception.sop_instance_uid, exception.cause, exception.study_instance_uid,
                               exception.message, exception.remedy, now_ms});
    if (updated > 0) return;
    const std::int64_t inserted = transaction.change(
        insert_below_limit_sql, {exception.cause, exception.message, exception.remedy, exception.study_instance_uid,
                                 exception.sop_instance_uid, now_ms, most_refusals_of_a_cause});
    if (inserted > 0) {
        log_once_committed(transaction, exception);
        return;
    }
    const std::initializer_list<Value> one_more{exception.cause, exception.message, exception.remedy, now_ms};
    if (transaction.change(count_one_more_sql, one_more) > 0) return;
    transaction.execute(insert_for_all_sql, {exception.cause});
    transaction.execute(count_one_more_sql, one_more);
}

void close_exceptions_of_job(Transaction& transaction, std::int64_t job, std::string_view as, std::int64_t now_ms) {
    transaction.execute(close_sql, {job, as, now_ms});
}

void close_exceptions_of_study(Transaction& transaction, std::string_view cause, std::string_view study_instance_uid,
                               std::string_view as, std::int64_t now_ms) {
    transaction.execute(close_of_study_job_exception_sql, {cause, study_instance_uid, as, now_ms});
}

void close_exceptions_of_object(Transaction& transaction, std::string_view cause, std::string_view sop_instance_uid,
                                std::string_view as, std::int64_t now_ms) {
    transaction.execute(close_of_object_sql, {cause, sop_instance_uid, as, now_ms});
}

bool has_exceptions(Connection& connection, std::string_view cause) {
    Rows rows = connection.query(has_exceptions_sql, {cause});
    return rows.next();
}

bool acknowledge_exception(Transaction& transaction, std::int64_t id) {
    return transaction.change(acknowledge_sql, {id}) == 1;
}

std::vector<ExceptionRow> list_exceptions(Connection& connection, std::int64_t before_id, std::int64_t limit,
                                          std::string_view cause) {
    Rows rows = connection.query(list_job_exception_sql, {before_id, limit, cause});
    std::vector<ExceptionRow> exceptions;
    while (rows.next()) {
        exceptions.push_back({rows.integer(0), rows.optional_integer(1), rows.string(2), rows.string(3), rows.string(4),
                              rows.string(5), rows.string(6), rows.string(7), rows.integer(8)});
    }
    return exceptions;
}

std::vector<ExceptionGroup> group_exceptions(Connection& connection) {
    Rows rows = connection.query(group_sql);
    std::vector<ExceptionGroup> groups;
    while (rows.next()) {
        groups.push_back(
            {rows.string(0), rows.integer(1), rows.integer(2), rows.integer(3), rows.string(4), rows.string(5)});
    }
    return groups;
}

std::int64_t count_open_exceptions(Connection& connection) {
    Rows rows = connection.query(count_job_exception_sql);
    rows.next();
    return rows.integer(0);
}

std::vector<ExceptionCount> count_exceptions_by_cause(Connection& connection) {
    Rows rows = connection.query(count_exceptions_by_cause_sql);
    std::vector<ExceptionCount> counts;
    while (rows.next()) counts.push_back({rows.string(0), rows.string(1), rows.integer(2)});
    return counts;
}

}  // namespace kinote::database
