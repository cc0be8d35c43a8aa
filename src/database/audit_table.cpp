#include "database/audit_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_audit_sql{R"(
    INSERT INTO audit_event (at_ms, actor, came_from, action, subject, study_instance_uid, details)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
constexpr Statement add_once_sql{R"(
    INSERT INTO audit_event (at_ms, actor, came_from, action, subject, study_instance_uid, details)
    SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT),
           CAST($6 AS TEXT), CAST($7 AS TEXT)
     WHERE NOT EXISTS (SELECT 1 FROM audit_event
                        WHERE study_instance_uid = CAST($6 AS TEXT) AND subject = CAST($5 AS TEXT)
                          AND action = CAST($4 AS TEXT)))"};
constexpr Statement list_audit_sql{R"(
    SELECT id, at_ms, actor, came_from, action, subject, study_instance_uid, details
      FROM audit_event WHERE id < $1 ORDER BY id DESC LIMIT $2)"};
constexpr Statement list_of_subject_sql{R"(
    SELECT id, at_ms, actor, came_from, action, subject, study_instance_uid, details
      FROM audit_event WHERE id < $1 AND subject = $3 ORDER BY id DESC LIMIT $2)"};

}  // namespace

void add_audit_event(Transaction& transaction, const AuditEvent& event, std::int64_t now_ms) {
    transaction.execute(add_audit_sql, {now_ms, event.actor.name, event.actor.came_from, event.action, event.subject,
                                        event.study_instance_uid, event.details});
}

void add_audit_event_once(Transaction& transaction, const AuditEvent& event, std::int64_t now_ms) {
    transaction.execute(add_once_sql, {now_ms, event.actor.name, event.actor.came_from, event.action, event.subject,
                                       event.study_instance_uid, event.details});
}

std::vector<AuditRow> list_audit_events(Connection& connection, std::string_view subject, std::int64_t before_id,
                                        std::int64_t limit) {
    Rows rows = subject.empty() ? connection.query(list_audit_sql, {before_id, limit})
                                : connection.query(list_of_subject_sql, {before_id, limit, subject});
    std::vector<AuditRow> events;
    while (rows.next()) {
        events.push_back({rows.integer(0), rows.integer(1), rows.string(2), rows.string(3), rows.string(4),
                          rows.string(5), rows.string(6), rows.string(7)});
    }
    return events;
}

}  // namespace kinote::database
