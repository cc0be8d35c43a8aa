#include "database/marked_work.hpp"

#include "database/awaited_object_table.hpp"
#include "database/job_exception_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement abandon_registrations_sql{R"(
    UPDATE job SET state = {to:abandon_at_work}, ended_ms = $2
     WHERE kind = 'REGISTER_KOSD' AND state {from:abandon_at_work}
       AND subject IN (SELECT i.sop_instance_uid FROM kosd k JOIN instance i ON i.id = k.instance
                        WHERE i.mark_cause = $1)
    RETURNING id)"};
constexpr Statement give_up_kosds_sql{R"(
    UPDATE kosd SET registration_state = 'given_up'
     WHERE registration_state = 'unregistered' AND instance IN (SELECT id FROM instance WHERE mark_cause = $1))"};
constexpr Statement reopen_kosds_sql{R"(
    UPDATE kosd SET registration_state = 'unregistered'
     WHERE registration_state = 'given_up' AND instance IN (SELECT id FROM instance WHERE mark_cause = $1))"};
constexpr Statement unregistered_sql{R"(
    SELECT i.sop_instance_uid FROM kosd k JOIN instance i ON i.id = k.instance
     WHERE i.mark_cause = $1 AND k.registration_state = 'unregistered'
     ORDER BY i.id)"};

// One in progress ends by itself, without a KOSD, as it no longer sees its note.
constexpr Statement note_creations_sql{R"(
    UPDATE job SET mark_cause = $1
     WHERE kind = 'CREATE_KOSD' AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
       AND subject IN (SELECT n.uuid || '/' || v.version FROM note n JOIN note_version v ON v.note = n.id
                        WHERE n.mark_cause = $1))"};
constexpr Statement pass_on_creations_sql{R"(
    UPDATE job
       SET mark_cause = coalesce((SELECT n.mark_cause FROM note n
                                   WHERE n.uuid = substr(job.subject, 1, 36) AND n.mark_cause <> $1), mark_cause)
     WHERE mark_cause = $1)"};
constexpr Statement given_up_sql{R"(
    SELECT n.uuid, v.version, v.study_instance_uid, min(j.priority)
      FROM job j JOIN note n ON n.uuid = substr(j.subject, 1, 36)
      JOIN note_version v ON v.note = n.id AND j.subject = n.uuid || '/' || v.version
     WHERE j.mark_cause = $1 AND v.state = 'current'
       AND NOT EXISTS (SELECT 1 FROM kosd k WHERE k.note_version = v.id)
     GROUP BY n.uuid, v.version, v.study_instance_uid
     ORDER BY n.uuid)"};
constexpr Statement forget_creations_sql{"UPDATE job SET mark_cause = NULL WHERE mark_cause = $1"};

constexpr Statement close_of_objects_sql{R"(
    UPDATE job_exception SET state = 'closed', closed_ms = $2, closed_as = 'deleted'
     WHERE job IS NULL AND state <> 'closed'
       AND sop_instance_uid IN (SELECT i.sop_instance_uid FROM instance i WHERE i.mark_cause = $1))"};
constexpr Statement close_of_study_marked_work_sql{R"(
    UPDATE job_exception SET state = 'closed', closed_ms = $2, closed_as = 'deleted'
     WHERE job IS NULL AND state <> 'closed' AND sop_instance_uid = '' AND study_instance_uid = $1)"};
// What was raised anew meanwhile, or is settled by now, stays closed; of several that marks have closed the latest
// comes back.
constexpr Statement reopen_of_objects_sql{R"(
    UPDATE job_exception SET state = 'open', told_ms = NULL, closed_ms = NULL, closed_as = NULL
     WHERE job IS NULL AND closed_as = 'deleted'
       AND sop_instance_uid IN (SELECT i.sop_instance_uid FROM instance i WHERE i.mark_cause = $1)
       AND NOT EXISTS (SELECT 1 FROM job_exception o
                        WHERE o.job IS NULL AND o.state <> 'closed' AND o.cause = job_exception.cause
                          AND o.sop_instance_uid = job_exception.sop_instance_uid
                          AND o.study_instance_uid = job_exception.study_instance_uid)
       AND NOT EXISTS (SELECT 1 FROM job_exception l
                        WHERE l.job IS NULL AND l.closed_as = 'deleted' AND l.cause = job_exception.cause
                          AND l.sop_instance_uid = job_exception.sop_instance_uid
                          AND l.study_instance_uid = job_exception.study_instance_uid AND l.id > job_exception.id)
       AND NOT (cause = 'rejection_waits'
                AND NOT EXISTS (SELECT 1 FROM rejection_note r
                                 WHERE r.sop_instance_uid = job_exception.sop_instance_uid AND r.state = 'waiting'))
       AND NOT (cause = 'other_patient'
                AND EXISTS (SELECT 1 FROM instance i JOIN kosd k ON k.instance = i.id
                             WHERE i.sop_instance_uid = job_exception.sop_instance_uid
                               AND i.withheld IS NULL)))"};
constexpr Statement reopen_of_study_marked_work_sql{R"(
    UPDATE job_exception SET state = 'open', told_ms = NULL, closed_ms = NULL, closed_as = NULL
     WHERE job IS NULL AND closed_as = 'deleted' AND sop_instance_uid = '' AND study_instance_uid = $1
       AND NOT EXISTS (SELECT 1 FROM job_exception o
                        WHERE o.job IS NULL AND o.state <> 'closed' AND o.cause = job_exception.cause
                          AND o.sop_instance_uid = '' AND o.study_instance_uid = job_exception.study_instance_uid)
       AND NOT EXISTS (SELECT 1 FROM job_exception l
                        WHERE l.job IS NULL AND l.closed_as = 'deleted' AND l.cause = job_exception.cause
                          AND l.sop_instance_uid = '' AND l.study_instance_uid = job_exception.study_instance_uid
                          AND l.id > job_exception.id)
       AND NOT (cause = 'retrieved_without_kosd'
                AND NOT EXISTS (SELECT 1 FROM retrieved_without_kosd r
                                 WHERE r.study_instance_uid = job_exception.study_instance_uid)))"};

}  // namespace

std::int64_t give_up_registrations(Transaction& transaction, std::string_view mark_cause, std::int64_t now_ms) {
    std::vector<std::int64_t> jobs;
    {
        Rows rows = transaction.query(abandon_registrations_sql, {mark_cause, now_ms});
        while (rows.next()) jobs.push_back(rows.integer(0));
    }
    for (const std::int64_t job : jobs) close_exceptions_of_job(transaction, job, "deleted", now_ms);
    transaction.execute(give_up_kosds_sql, {mark_cause});
    return static_cast<std::int64_t>(jobs.size());
}

std::int64_t give_up_marked_creations(Transaction& transaction, std::string_view mark_cause,
                                      std::span<const std::int64_t> notes, std::int64_t now_ms) {
    if (notes.empty()) return 0;
    transaction.execute(note_creations_sql, {mark_cause});
    std::int64_t jobs = 0;
    for (const std::int64_t note : notes) jobs += give_up_creations(transaction, note, INT64_MAX, "deleted", now_ms);
    return jobs;
}

void close_exceptions_of_marked(Transaction& transaction, std::string_view mark_cause,
                                std::string_view study_instance_uid, std::int64_t now_ms) {
    transaction.execute(close_of_objects_sql, {mark_cause, now_ms});
    if (!study_instance_uid.empty()) transaction.execute(close_of_study_marked_work_sql, {study_instance_uid, now_ms});
}

std::vector<std::string> reopen_kosds(Transaction& transaction, std::string_view mark_cause) {
    transaction.execute(reopen_kosds_sql, {mark_cause});
    std::vector<std::string> unregistered;
    Rows rows = transaction.query(unregistered_sql, {mark_cause});
    while (rows.next()) unregistered.push_back(rows.string(0));
    return unregistered;
}

std::vector<GivenUpCreation> take_back_creations(Transaction& transaction, std::string_view mark_cause) {
    transaction.execute(pass_on_creations_sql, {mark_cause});
    std::vector<GivenUpCreation> given_up;
    {
        Rows rows = transaction.query(given_up_sql, {mark_cause});
        while (rows.next()) given_up.push_back({rows.string(0), rows.integer(1), rows.string(2), rows.integer(3)});
    }
    transaction.execute(forget_creations_sql, {mark_cause});
    return given_up;
}

void reopen_exceptions(Transaction& transaction, std::string_view mark_cause, std::string_view study_instance_uid) {
    transaction.execute(reopen_of_objects_sql, {mark_cause});
    if (!study_instance_uid.empty()) transaction.execute(reopen_of_study_marked_work_sql, {study_instance_uid});
}

}  // namespace kinote::database
