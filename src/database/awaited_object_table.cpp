#include "database/awaited_object_table.hpp"

#include "database/job_dependency_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_awaited_object_sql{R"(
    INSERT INTO awaited_object (sop_instance_uid, note_version) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
constexpr Statement remove_awaited_object_sql{"DELETE FROM awaited_object WHERE note_version = $1"};

constexpr Statement retry_awaited_object_sql{R"(
    UPDATE job SET state = {to:renew}, run_after_ms = 0, attempts = 0, ended_ms = NULL
     WHERE kind = 'CREATE_KOSD' AND state {from:renew}
       AND subject IN (SELECT n.uuid || '/' || v.version
                         FROM awaited_object a JOIN note_version v ON v.id = a.note_version JOIN note n ON n.id = v.note
                        WHERE a.sop_instance_uid {in_texts})
    RETURNING id)"};

constexpr Statement give_up_awaited_object_sql{R"(
    UPDATE job SET state = {to:abandon}, ended_ms = $3
     WHERE kind = 'CREATE_KOSD' AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
       AND state {from:abandon}
       AND subject IN (SELECT n.uuid || '/' || v.version FROM note n JOIN note_version v ON v.note = n.id
                        WHERE n.id = $1 AND v.version < $2)
    RETURNING id)"};
// One in progress may fail yet, and then awaits what it has said.
constexpr Statement await_none_sql{R"(
    DELETE FROM awaited_object
     WHERE note_version IN (SELECT v.id FROM note n JOIN note_version v ON v.note = n.id
                             WHERE n.id = $1 AND v.version < $2
                               AND NOT EXISTS (SELECT 1 FROM job j
                                                WHERE j.kind = 'CREATE_KOSD' AND j.subject = n.uuid || '/' || v.version
                                                  AND j.state IN ('new', 'waiting', 'in_progress', 'retry',
                                                                  'suspended', 'error')
                                                  AND j.state = 'in_progress')))"};

constexpr Statement find_awaited_object_sql{R"(
    SELECT one_page.sop_instance_uid,
           coalesce(i.id, (SELECT r.note_version FROM note_reference r
                            WHERE r.presentation_state_uid = one_page.sop_instance_uid
                              AND r.presentation_state_uid IS NOT NULL
                              AND r.presentation_state_study_instance_uid IS NOT NULL
                              AND r.presentation_state_series_instance_uid IS NOT NULL
                              AND r.presentation_state_sop_class_uid IS NOT NULL LIMIT 1),
                    (SELECT o.note_version FROM note_reference o
                      WHERE o.sop_instance_uid = one_page.sop_instance_uid AND o.study_instance_uid <> ''
                        AND o.series_instance_uid <> '' AND o.sop_class_uid <> '' LIMIT 1))
      FROM (SELECT DISTINCT sop_instance_uid FROM awaited_object
             WHERE sop_instance_uid > $1 ORDER BY sop_instance_uid LIMIT $2) AS one_page
      LEFT JOIN instance i ON i.sop_instance_uid = one_page.sop_instance_uid
     ORDER BY one_page.sop_instance_uid)"};

}  // namespace

void await_object(Transaction& transaction, std::string_view sop_instance_uid, std::int64_t note_version) {
    transaction.execute(add_awaited_object_sql, {sop_instance_uid, note_version});
}

void await_no_more(Transaction& transaction, std::int64_t note_version) {
    transaction.execute(remove_awaited_object_sql, {note_version});
}

std::int64_t retry_creations(Transaction& transaction, std::span<const std::string_view> sop_instance_uids,
                             std::int64_t now_ms) {
    const std::string list = text_list(transaction.connection().engine(), sop_instance_uids);
    const std::vector<std::int64_t> jobs = read_ids(transaction.query(retry_awaited_object_sql, {list}));
    for (const std::int64_t job : jobs) close_exceptions_of_job(transaction, job, "retried", now_ms);
    return static_cast<std::int64_t>(jobs.size());
}

std::int64_t give_up_creations(Transaction& transaction, std::int64_t note, std::int64_t before_version,
                               std::string_view closed_as, std::int64_t now_ms) {
    const std::vector<std::int64_t> jobs =
        read_ids(transaction.query(give_up_awaited_object_sql, {note, before_version, now_ms}));
    for (const std::int64_t job : jobs) close_exceptions_of_job(transaction, job, closed_as, now_ms);
    if (!jobs.empty()) (void)release_waiting_jobs(transaction, jobs, now_ms);
    transaction.execute(await_none_sql, {note, before_version});
    return static_cast<std::int64_t>(jobs.size());
}

AwaitedHere find_awaited_here(Connection& connection, std::string_view after, std::int64_t limit) {
    AwaitedHere page;
    Rows rows = connection.query(find_awaited_object_sql, {after, limit});
    while (rows.next()) {
        ++page.looked_at;
        page.last = rows.string(0);
        if (!rows.is_null(1)) page.here.push_back(page.last);
    }
    return page;
}

}  // namespace kinote::database
