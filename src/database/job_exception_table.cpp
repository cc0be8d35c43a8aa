#include "database/job_exception_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement update_sql{R"(
    UPDATE job_exception SET cause = $2, message = $3, remedy = $4, raised_ms = $7, state = 'open'
     WHERE state <> 'closed'
       AND (job = $1 OR (CAST($1 AS BIGINT) IS NULL AND job IS NULL AND cause = $2 AND sop_instance_uid = $6
                         AND study_instance_uid = $5)))"};
constexpr Statement insert_sql{R"(
    INSERT INTO job_exception (job, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms)
    VALUES ($1, $2, $3, $4, $5, $6, 'open', $7))"};
constexpr Statement close_sql{
    "UPDATE job_exception SET state = 'closed', closed_as = $2, closed_ms = $3 WHERE job = $1 AND state <> 'closed'"};
constexpr Statement acknowledge_sql{"UPDATE job_exception SET state = 'acknowledged' WHERE id = $1 AND state = 'open'"};
constexpr Statement list_sql{R"(
    SELECT id, job, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms
      FROM job_exception
     WHERE id < $1 AND state <> 'closed'
     ORDER BY id DESC LIMIT $2)"};
constexpr Statement count_sql{"SELECT count(*) FROM job_exception WHERE state <> 'closed'"};

}  // namespace

void raise_exception(Transaction& transaction, const NewException& exception, std::int64_t now_ms) {
    const Value values[] = {exception.job,
                            exception.cause,
                            exception.message,
                            exception.remedy,
                            exception.study_instance_uid,
                            exception.sop_instance_uid,
                            now_ms};
    if (transaction.connection().change(update_sql, Parameters{values}) > 0) return;
    transaction.connection().execute(insert_sql, Parameters{values});
}

void close_exceptions_of_job(Transaction& transaction, std::int64_t job, std::string_view as, std::int64_t now_ms) {
    transaction.execute(close_sql, {job, as, now_ms});
}

bool acknowledge_exception(Transaction& transaction, std::int64_t id) {
    return transaction.change(acknowledge_sql, {id}) == 1;
}

std::vector<ExceptionRow> list_exceptions(Connection& connection, std::int64_t before_id, std::int64_t limit) {
    Rows rows = connection.query(list_sql, {before_id, limit});
    std::vector<ExceptionRow> exceptions;
    while (rows.next()) {
        exceptions.push_back({rows.integer(0), rows.optional_integer(1), rows.string(2), rows.string(3), rows.string(4),
                              rows.string(5), rows.string(6), rows.string(7), rows.integer(8)});
    }
    return exceptions;
}

std::int64_t count_open_exceptions(Connection& connection) {
    Rows rows = connection.query(count_sql);
    rows.next();
    return rows.integer(0);
}

}  // namespace kinote::database
