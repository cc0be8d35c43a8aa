#include "database/history_table.hpp"

#include <string>
#include <vector>

#include "database/lists.hpp"

namespace kinote::database {
namespace {

// Rows are numbered as they are made, so that what is old comes first: a page behind the last one, looked at by its
// number, whatever the size of the table. Where it comes to one that was made later, nothing behind it is so old; but
// an exception may be raised again and again, and all of them are walked.
constexpr Statement old_jobs_sql{R"(
    SELECT id, created_ms, CASE WHEN ended_ms < $3 AND mark_cause IS NULL THEN 1 ELSE 0 END
      FROM job WHERE state = $1 AND id > $2 ORDER BY id LIMIT $4)"};
constexpr Statement forget_jobs_sql{"DELETE FROM job WHERE id {in_ids} AND state IN ('done', 'abandoned')"};

constexpr Statement old_exceptions_sql{R"(
    SELECT e.id, 0,
           CASE WHEN e.state = 'closed' AND e.closed_ms < $2
                 AND NOT (e.closed_as = 'deleted'
                          AND (EXISTS (SELECT 1 FROM instance i
                                        WHERE i.sop_instance_uid = e.sop_instance_uid AND i.marked_ms IS NOT NULL)
                               OR EXISTS (SELECT 1 FROM study s
                                           WHERE s.study_instance_uid = e.study_instance_uid AND s.has_marks = 1)))
                THEN 1 ELSE 0 END
      FROM job_exception e WHERE e.id > $1 ORDER BY e.id LIMIT $3)"};
constexpr Statement forget_exceptions_sql{"DELETE FROM job_exception WHERE id {in_ids} AND state = 'closed'"};

constexpr Statement forget_notifications_sql{R"(
    DELETE FROM notification
     WHERE id IN (SELECT id FROM notification WHERE channel = $1 AND delivered_ms IS NOT NULL AND delivered_ms < $2
                   ORDER BY delivered_ms, id LIMIT $3))"};

constexpr Statement old_reconciliations_sql{R"(
    SELECT r.id, r.requested_ms,
           CASE WHEN r.state = 'done' AND r.ended_ms < $2
                 AND NOT EXISTS (SELECT 1 FROM difference d WHERE d.reconciliation = r.id)
                 AND EXISTS (SELECT 1 FROM reconciliation l
                              WHERE l.destination = r.destination AND l.study_instance_uid = r.study_instance_uid
                                AND l.id > r.id)
                THEN 1 ELSE 0 END
      FROM reconciliation r WHERE r.id > $1 ORDER BY r.id LIMIT $3)"};
constexpr Statement forget_reconciliations_sql{"DELETE FROM reconciliation WHERE id {in_ids} AND state = 'done'"};

constexpr Statement old_audit_events_sql{R"(
    SELECT id, at_ms, CASE WHEN at_ms < $1 THEN 1 ELSE 0 END
      FROM audit_event WHERE id > 0 ORDER BY id LIMIT $2)"};
constexpr Statement forget_audit_events_sql{"DELETE FROM audit_event WHERE id {in_ids}"};

struct OldRows {
    ForgottenPage page;
    std::vector<std::int64_t> ids;  ///< that may go
};

// @param rows  id, when it was made, whether it may go.
OldRows old_rows(Rows rows, std::int64_t before_ms) {
    OldRows old;
    while (rows.next() && rows.integer(1) < before_ms) {
        ++old.page.looked_at;
        old.page.last = rows.integer(0);
        if (rows.integer(2) != 0) old.ids.push_back(old.page.last);
    }
    return old;
}

ForgottenPage forget(Transaction& transaction, OldRows old, const Statement& removal) {
    if (old.ids.empty()) return old.page;
    const std::string ids = id_list(transaction.connection().engine(), old.ids);
    old.page.removed = transaction.change(removal, {ids});
    return old.page;
}

}  // namespace

ForgottenPage forget_jobs(Transaction& transaction, std::string_view state, std::int64_t after, std::int64_t before_ms,
                          std::int64_t limit) {
    return forget(transaction, old_rows(transaction.query(old_jobs_sql, {state, after, before_ms, limit}), before_ms),
                  forget_jobs_sql);
}

ForgottenPage forget_exceptions(Transaction& transaction, std::int64_t after, std::int64_t before_ms,
                                std::int64_t limit) {
    return forget(transaction, old_rows(transaction.query(old_exceptions_sql, {after, before_ms, limit}), before_ms),
                  forget_exceptions_sql);
}

std::int64_t forget_notifications(Transaction& transaction, std::int64_t before_ms, std::int64_t limit) {
    return transaction.change(forget_notifications_sql, {"webhook", before_ms, limit}) +
           transaction.change(forget_notifications_sql, {"mail", before_ms, limit});
}

ForgottenPage forget_reconciliations(Transaction& transaction, std::int64_t after, std::int64_t before_ms,
                                     std::int64_t limit) {
    return forget(transaction,
                  old_rows(transaction.query(old_reconciliations_sql, {after, before_ms, limit}), before_ms),
                  forget_reconciliations_sql);
}

ForgottenPage forget_audit_events(Transaction& transaction, std::int64_t before_ms, std::int64_t limit) {
    return forget(transaction, old_rows(transaction.query(old_audit_events_sql, {before_ms, limit}), before_ms),
                  forget_audit_events_sql);
}

}  // namespace kinote::database
