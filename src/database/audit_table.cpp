#include "database/audit_table.hpp"

#include <algorithm>
#include <limits>
#include <optional>

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

// Ids grow with time, but for transactions that overlap. The sum keeps SQLite from sorting all of the days.
constexpr Statement search_audit_sql{R"(
    SELECT id, at_ms, actor, came_from, action, subject, study_instance_uid, details
      FROM audit_event
     WHERE id > $1 AND id < $2 AND at_ms + 0 >= $3 AND at_ms + 0 < $4
     ORDER BY id DESC LIMIT $5)"};
constexpr Statement search_action_sql{R"(
    SELECT id, at_ms, actor, came_from, action, subject, study_instance_uid, details
      FROM audit_event
     WHERE id > $1 AND id < $2 AND at_ms + 0 >= $3 AND at_ms + 0 < $4
       AND action = $6
     ORDER BY id DESC LIMIT $5)"};
constexpr Statement search_actor_sql{R"(
    SELECT id, at_ms, actor, came_from, action, subject, study_instance_uid, details
      FROM audit_event
     WHERE id > $1 AND id < $2 AND at_ms + 0 >= $3 AND at_ms + 0 < $4
       AND actor = $6 AND ($7 = '' OR action = $7)
     ORDER BY id DESC LIMIT $5)"};
constexpr Statement search_study_sql{R"(
    SELECT id, at_ms, actor, came_from, action, subject, study_instance_uid, details
      FROM audit_event
     WHERE id > $1 AND id < $2 AND at_ms + 0 >= $3 AND at_ms + 0 < $4
       AND study_instance_uid = $6 AND ($7 = '' OR action = $7) AND ($8 = '' OR actor = $8)
     ORDER BY id DESC LIMIT $5)"};
constexpr Statement search_subject_sql{R"(
    SELECT id, at_ms, actor, came_from, action, subject, study_instance_uid, details
      FROM audit_event
     WHERE id > $1 AND id < $2 AND at_ms + 0 >= $3 AND at_ms + 0 < $4
       AND subject = $6 AND ($7 = '' OR action = $7) AND ($8 = '' OR actor = $8)
       AND ($9 = '' OR study_instance_uid = $9)
     ORDER BY id DESC LIMIT $5)"};
constexpr Statement first_since_sql{"SELECT id FROM audit_event WHERE at_ms >= $1 ORDER BY at_ms, id LIMIT 1"};
constexpr Statement last_until_sql{"SELECT id FROM audit_event WHERE at_ms < $1 ORDER BY at_ms DESC, id DESC LIMIT 1"};

constexpr std::int64_t longest_transaction_ms = 3'600'000;

/// Both without the ids themselves.
struct IdBounds {
    std::int64_t after = 0;
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
};

// Nothing where no event lies between the days.
std::optional<IdBounds> bounds_of(Connection& connection, const AuditFilter& filter) {
    IdBounds bounds;
    if (filter.before_id > 0) bounds.before = filter.before_id;
    if (filter.since_ms > 0) {
        Rows first = connection.query(first_since_sql, {filter.since_ms - longest_transaction_ms});
        if (!first.next()) return std::nullopt;
        bounds.after = first.integer(0) - 1;
    }
    if (filter.until_ms > 0) {
        Rows last = connection.query(last_until_sql, {filter.until_ms + longest_transaction_ms});
        if (!last.next()) return std::nullopt;
        bounds.before = std::min(bounds.before, last.integer(0) + 1);
    }
    return bounds;
}

Rows search(Connection& connection, const AuditFilter& filter, const IdBounds& ids) {
    const std::int64_t until_ms = filter.until_ms > 0 ? filter.until_ms : std::numeric_limits<std::int64_t>::max();
    const std::string& study = filter.study_instance_uid;
    if (!filter.subject.empty()) {
        return connection.query(search_subject_sql, {ids.after, ids.before, filter.since_ms, until_ms, filter.limit,
                                                     filter.subject, filter.action, filter.actor, study});
    }
    if (!study.empty()) {
        return connection.query(search_study_sql, {ids.after, ids.before, filter.since_ms, until_ms, filter.limit,
                                                   study, filter.action, filter.actor});
    }
    if (!filter.actor.empty()) {
        return connection.query(search_actor_sql, {ids.after, ids.before, filter.since_ms, until_ms, filter.limit,
                                                   filter.actor, filter.action});
    }
    if (!filter.action.empty()) {
        return connection.query(search_action_sql,
                                {ids.after, ids.before, filter.since_ms, until_ms, filter.limit, filter.action});
    }
    return connection.query(search_audit_sql, {ids.after, ids.before, filter.since_ms, until_ms, filter.limit});
}

std::vector<AuditRow> events_of(Rows rows) {
    std::vector<AuditRow> events;
    while (rows.next()) {
        events.push_back({rows.integer(0), rows.integer(1), rows.string(2), rows.string(3), rows.string(4),
                          rows.string(5), rows.string(6), rows.string(7)});
    }
    return events;
}

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
    return events_of(subject.empty() ? connection.query(list_audit_sql, {before_id, limit})
                                     : connection.query(list_of_subject_sql, {before_id, limit, subject}));
}

std::vector<AuditRow> search_audit_events(Connection& connection, const AuditFilter& filter) {
    const std::optional<IdBounds> ids = bounds_of(connection, filter);
    if (!ids) return {};
    return events_of(search(connection, filter, *ids));
}

}  // namespace kinote::database
