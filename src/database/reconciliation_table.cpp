#include "database/reconciliation_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_open_sql{R"(
    SELECT id FROM reconciliation
     WHERE destination = $1 AND state = 'open' AND study_instance_uid = $2 AND since_ms = $3 AND fixes = $4
       AND NOT EXISTS (SELECT 1 FROM job j WHERE j.id = reconciliation.job AND j.state = 'abandoned')
     ORDER BY id LIMIT 1)"};
constexpr Statement add_reconciliation_sql{R"(
    INSERT INTO reconciliation (destination, study_instance_uid, since_ms, fixes, state, requested_by, came_from,
                                requested_ms, last_study, studies, differing, failed, differences, exports)
    VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, '', 0, 0, 0, 0, 0)
    RETURNING id)"};
constexpr Statement set_job_reconciliation_sql{"UPDATE reconciliation SET job = $2 WHERE id = $1"};
constexpr Statement find_reconciliation_sql{R"(
    SELECT r.id, r.destination, r.study_instance_uid, r.since_ms, r.fixes, t.name, r.state, r.requested_by, r.came_from,
           r.requested_ms, r.ended_ms, r.job, j.state, j.error, r.last_study, r.total, r.studies, r.differing, r.failed,
           r.differences, r.exports, t.allowed_hours
      FROM reconciliation r JOIN destination t ON t.id = r.destination LEFT JOIN job j ON j.id = r.job
     WHERE r.id = $1)"};
constexpr Statement list_reconciliation_sql{R"(
    SELECT r.id, r.destination, r.study_instance_uid, r.since_ms, r.fixes, t.name, r.state, r.requested_by, r.came_from,
           r.requested_ms, r.ended_ms, r.job, j.state, j.error, r.last_study, r.total, r.studies, r.differing, r.failed,
           r.differences, r.exports, t.allowed_hours
      FROM reconciliation r JOIN destination t ON t.id = r.destination LEFT JOIN job j ON j.id = r.job
     WHERE r.id < $1
     ORDER BY r.id DESC LIMIT $2)"};

constexpr Statement is_comparable_sql{R"(
    SELECT 1 FROM study WHERE study_instance_uid = $2
    UNION ALL SELECT 1 FROM export WHERE destination = $1 AND study_instance_uid = $2
    LIMIT 1)"};
constexpr Statement count_studies_reconciliation_sql{R"(
    SELECT count(DISTINCT study_instance_uid) FROM export WHERE destination = $1 AND requested_ms >= $2)"};
constexpr Statement studies_reconciliation_sql{R"(
    SELECT DISTINCT study_instance_uid FROM export
     WHERE destination = $1 AND study_instance_uid > $2 AND requested_ms >= $3
     ORDER BY study_instance_uid LIMIT $4)"};

constexpr Statement forget_reconciliation_sql{
    "DELETE FROM difference WHERE destination = $1 AND study_instance_uid = $2"};
constexpr Statement add_difference_sql{R"(
    INSERT INTO difference (destination, study_instance_uid, sop_instance_uid, reconciliation, series_instance_uid,
                            sop_class_uid, reason, detail, export, found_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
constexpr Statement go_on_sql{R"(
    UPDATE reconciliation
       SET last_study = $2, studies = studies + $3, differing = differing + $4, failed = failed + $5,
           differences = differences + $6, exports = exports + $7
     WHERE id = $1 AND last_study < $2)"};
constexpr Statement set_total_reconciliation_sql{"UPDATE reconciliation SET total = $2 WHERE id = $1"};
constexpr Statement end_reconciliation_sql{
    "UPDATE reconciliation SET state = 'done', ended_ms = $2 WHERE id = $1 AND state = 'open'"};
constexpr Statement remove_earlier_sql{R"(
    DELETE FROM reconciliation
     WHERE destination = $1 AND study_instance_uid = $2 AND since_ms = $3 AND id < $4
       AND (state = 'done'
            OR EXISTS (SELECT 1 FROM job j WHERE j.id = reconciliation.job AND j.state = 'abandoned')))"};
constexpr Statement list_differences_sql{R"(
    SELECT study_instance_uid, sop_instance_uid, series_instance_uid, sop_class_uid, reason, detail, export, found_ms
      FROM difference
     WHERE reconciliation = $1
       AND (study_instance_uid > $2 OR study_instance_uid = $2 AND sop_instance_uid > $3)
     ORDER BY study_instance_uid, sop_instance_uid LIMIT $4)"};

Reconciliation reconciliation_from(const Rows& row) {
    Reconciliation found;
    found.id = row.integer(0);
    found.order = {row.integer(1), row.string(2), row.integer(3), row.integer(4) != 0};
    found.destination_name = row.string(5);
    found.state = row.string(6);
    found.actor = {row.string(7), row.string(8)};
    found.requested_ms = row.integer(9);
    found.ended_ms = row.optional_integer(10);
    found.job = row.optional_integer(11);
    found.job_state = row.optional_string(12);
    found.job_error = row.optional_string(13);
    found.last_study = row.string(14);
    found.total = row.optional_integer(15);
    found.studies = row.integer(16);
    found.differing = row.integer(17);
    found.failed = row.integer(18);
    found.differences = row.integer(19);
    found.exports = row.integer(20);
    found.allowed_hours = row.string(21);
    return found;
}

}  // namespace

OpenedReconciliation open_reconciliation(Transaction& transaction, const NewReconciliation& order, const Actor& actor,
                                         std::int64_t now_ms) {
    const int fixes = order.fixes ? 1 : 0;
    {
        Rows open =
            transaction.query(find_open_sql, {order.destination, order.study_instance_uid, order.since_ms, fixes});
        if (open.next()) return {open.integer(0), false};
    }
    Rows row = transaction.query(add_reconciliation_sql, {order.destination, order.study_instance_uid, order.since_ms,
                                                          fixes, actor.name, actor.came_from, now_ms});
    row.next();
    return {row.integer(0), true};
}

void set_reconciliation_job(Transaction& transaction, std::int64_t id, std::int64_t job) {
    transaction.execute(set_job_reconciliation_sql, {id, job});
}

std::optional<Reconciliation> find_reconciliation(Connection& connection, std::int64_t id) {
    Rows row = connection.query(find_reconciliation_sql, {id});
    return row.next() ? std::optional{reconciliation_from(row)} : std::nullopt;
}

std::vector<Reconciliation> list_reconciliations(Connection& connection, std::int64_t before, std::int64_t limit) {
    std::vector<Reconciliation> found;
    Rows rows = connection.query(list_reconciliation_sql, {before, limit});
    while (rows.next()) found.push_back(reconciliation_from(rows));
    return found;
}

bool is_comparable(Connection& connection, std::int64_t destination, std::string_view study_instance_uid) {
    return connection.query(is_comparable_sql, {destination, study_instance_uid}).next();
}

std::int64_t count_studies_to_compare(Connection& connection, const NewReconciliation& order) {
    if (!order.study_instance_uid.empty()) return 1;
    Rows row = connection.query(count_studies_reconciliation_sql, {order.destination, order.since_ms});
    row.next();
    return row.integer(0);
}

std::vector<std::string> find_studies_to_compare(Connection& connection, const NewReconciliation& order,
                                                 std::string_view after, std::int64_t limit) {
    if (!order.study_instance_uid.empty()) {
        return after.empty() ? std::vector{order.study_instance_uid} : std::vector<std::string>{};
    }
    std::vector<std::string> studies;
    Rows rows = connection.query(studies_reconciliation_sql, {order.destination, after, order.since_ms, limit});
    while (rows.next()) studies.push_back(rows.string(0));
    return studies;
}

void add_compared_study(Transaction& transaction, const Reconciliation& of, const ComparedStudy& study) {
    const std::int64_t destination = of.order.destination;
    transaction.execute(forget_reconciliation_sql, {destination, study.study_instance_uid});
    for (const Difference& one : study.differences) {
        transaction.execute(add_difference_sql, {destination, study.study_instance_uid, one.sop_instance_uid, of.id,
                                                 one.series_instance_uid, one.sop_class_uid, one.reason, one.detail,
                                                 one.export_id, one.found_ms});
    }
    const auto found = static_cast<std::int64_t>(study.differences.size());
    const bool differs = found > 0 && !study.has_failed;
    transaction.execute_on(1, go_on_sql,
                           {of.id, study.study_instance_uid, study.has_failed ? 0 : 1, differs ? 1 : 0,
                            study.has_failed ? 1 : 0, differs ? found : 0, study.is_mended ? 1 : 0});
}

void set_total(Transaction& transaction, std::int64_t id, std::int64_t total) {
    transaction.execute(set_total_reconciliation_sql, {id, total});
}

void end_reconciliation(Transaction& transaction, const Reconciliation& ended, std::int64_t now_ms) {
    transaction.execute(end_reconciliation_sql, {ended.id, now_ms});
    transaction.execute(remove_earlier_sql,
                        {ended.order.destination, ended.order.study_instance_uid, ended.order.since_ms, ended.id});
}

std::vector<Difference> list_differences(Connection& connection, std::int64_t reconciliation,
                                         std::string_view after_study, std::string_view after_object,
                                         std::int64_t limit) {
    std::vector<Difference> found;
    Rows rows = connection.query(list_differences_sql, {reconciliation, after_study, after_object, limit});
    while (rows.next()) {
        found.push_back({rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4), rows.string(5),
                         rows.optional_integer(6), rows.integer(7)});
    }
    return found;
}

}  // namespace kinote::database
