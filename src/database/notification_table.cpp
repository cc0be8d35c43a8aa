#include "database/notification_table.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace kinote::database {
namespace {

constexpr Statement next_untold_cause_sql{"SELECT min(cause) FROM job_exception WHERE told_ms IS NULL AND cause > $1"};
constexpr Statement take_untold_sql{R"(
    UPDATE job_exception SET told_ms = $2
     WHERE id IN (SELECT id FROM job_exception WHERE told_ms IS NULL AND cause = $1
                   ORDER BY id LIMIT $3 {skip_locked})
    RETURNING id, study_instance_uid, remedy, raised_ms, closed_ms)"};
constexpr Statement count_standing_sql{R"(
    SELECT count(*) FROM (SELECT 1 FROM job_exception WHERE cause = $1 AND state <> 'closed' LIMIT $2) AS one_by_one)"};

constexpr Statement find_notification_group_sql{
    "SELECT cause, is_open, told_ms FROM notification_group WHERE cause = $1"};
// The causes are a few words of the program.
constexpr Statement list_ended_groups_sql{R"(
    SELECT one.cause, one.is_open, one.told_ms FROM notification_group one
     WHERE one.is_open = 1
       AND NOT EXISTS (SELECT 1 FROM job_exception e WHERE e.cause = one.cause AND e.state <> 'closed')
     ORDER BY one.cause)"};
constexpr Statement set_notification_group_sql{R"(
    INSERT INTO notification_group (cause, is_open, told_ms) VALUES ($1, $2, $3)
    ON CONFLICT (cause) DO UPDATE SET is_open = excluded.is_open, told_ms = excluded.told_ms)"};

constexpr Statement hold_waiting_sql{R"(
    SELECT id, kind, studies, first_ms FROM notification
     WHERE channel = $1 AND cause = $2 AND delivered_ms IS NULL {for_update})"};
constexpr Statement add_to_waiting_sql{R"(
    UPDATE notification
       SET kind = $2, raised = raised + $3, standing = $4, studies = $5,
           remedy = CASE WHEN $6 = '' THEN remedy ELSE $6 END, first_ms = $7, last_ms = $8, revision = revision + 1
     WHERE id = $1)"};
constexpr Statement add_notification_sql{R"(
    INSERT INTO notification (uuid, channel, cause, kind, raised, standing, studies, remedy, first_ms, last_ms,
                              created_ms, revision, attempts, next_attempt_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 0, $11))"};

constexpr Statement list_due_notifications_sql{R"(
    SELECT id, uuid, channel, cause, kind, raised, standing, studies, remedy, first_ms, last_ms, created_ms, revision,
           attempts
      FROM notification
     WHERE channel = $1 AND delivered_ms IS NULL AND next_attempt_ms <= $2
     ORDER BY next_attempt_ms, id LIMIT $3)"};
constexpr Statement record_notification_delivered_sql{R"(
    UPDATE notification SET delivered_ms = $3, attempts = attempts + 1, error = NULL
     WHERE id = $1 AND revision = $2 AND delivered_ms IS NULL)"};
constexpr Statement record_notification_failed_sql{R"(
    UPDATE notification SET attempts = attempts + 1, error = $2, next_attempt_ms = $3
     WHERE id = $1 AND delivered_ms IS NULL)"};
constexpr Statement hasten_notifications_sql{R"(
    UPDATE notification SET next_attempt_ms = $2
     WHERE channel = $1 AND delivered_ms IS NULL AND next_attempt_ms > $2)"};
constexpr Statement count_waiting_notifications_sql{
    "SELECT count(*), min(created_ms) FROM notification WHERE channel = $1 AND delivered_ms IS NULL"};
constexpr Statement find_failing_notification_sql{R"(
    SELECT attempts, error FROM notification
     WHERE channel = $1 AND delivered_ms IS NULL
     ORDER BY attempts DESC, id LIMIT 1)"};
constexpr Statement find_last_delivery_sql{
    "SELECT max(delivered_ms) FROM notification WHERE channel = $1 AND delivered_ms IS NOT NULL"};

std::vector<std::string> notified_studies_from(std::string_view text) {
    std::vector<std::string> studies;
    const boost::json::value array = boost::json::parse(text);
    for (const auto& study : array.as_array()) studies.emplace_back(study.as_string());
    return studies;
}

std::string notified_studies_text(const std::vector<std::string>& studies) {
    boost::json::array array;
    for (const std::string& study : studies) {
        if (array.size() < most_notified_studies) array.emplace_back(study);
    }
    return boost::json::serialize(array);
}

void add_notified_study(std::vector<std::string>& studies, const std::string& study) {
    if (study.empty() || studies.size() >= most_notified_studies) return;
    if (std::ranges::find(studies, study) == studies.end()) studies.push_back(study);
}

}  // namespace

std::optional<std::string> next_untold_cause(Connection& connection, std::string_view after) {
    Rows rows = connection.query(next_untold_cause_sql, {after});
    return rows.next() ? rows.optional_string(0) : std::nullopt;
}

ToldExceptions take_untold(Transaction& transaction, std::string_view cause, std::int64_t closed_before_ms,
                           std::int64_t now_ms, std::int64_t limit) {
    ToldExceptions told;
    std::int64_t latest = 0;
    Rows rows = transaction.query(take_untold_sql, {cause, now_ms, limit});
    while (rows.next()) {
        ++told.rows;
        const auto closed_ms = rows.optional_integer(4);
        if (closed_ms && *closed_ms < closed_before_ms) continue;
        const std::int64_t raised_ms = rows.integer(3);
        told.first_ms = told.raised == 0 ? raised_ms : std::min(told.first_ms, raised_ms);
        told.last_ms = std::max(told.last_ms, raised_ms);
        ++told.raised;
        add_notified_study(told.studies, rows.string(1));
        if (rows.integer(0) > latest) told.remedy = rows.string(2);
        latest = std::max(latest, rows.integer(0));
    }
    return told;
}

std::int64_t count_standing(Connection& connection, std::string_view cause, std::int64_t most) {
    Rows rows = connection.query(count_standing_sql, {cause, most});
    rows.next();
    return rows.integer(0);
}

std::optional<NotificationGroup> find_notification_group(Connection& connection, std::string_view cause) {
    Rows rows = connection.query(find_notification_group_sql, {cause});
    if (!rows.next()) return std::nullopt;
    return NotificationGroup{rows.string(0), rows.integer(1) != 0, rows.integer(2)};
}

std::vector<NotificationGroup> list_ended_groups(Connection& connection) {
    std::vector<NotificationGroup> groups;
    Rows rows = connection.query(list_ended_groups_sql);
    while (rows.next()) groups.push_back({rows.string(0), rows.integer(1) != 0, rows.integer(2)});
    return groups;
}

void set_notification_group(Transaction& transaction, const NotificationGroup& group) {
    transaction.execute(set_notification_group_sql, {group.cause, group.is_open ? 1 : 0, group.told_ms});
}

void add_notification(Transaction& transaction, const Notification& added) {
    std::int64_t id = 0;
    std::string kind = added.kind;
    std::vector<std::string> studies = added.studies;
    std::int64_t first_ms = added.first_ms;
    {
        Rows rows = transaction.query(hold_waiting_sql, {added.channel, added.cause});
        if (rows.next()) {
            id = rows.integer(0);
            if (added.kind == "more") kind = rows.string(1);
            for (const std::string& study : notified_studies_from(rows.text(2))) add_notified_study(studies, study);
            first_ms = std::min(first_ms, rows.integer(3));
        }
    }
    if (id != 0) {
        transaction.execute(add_to_waiting_sql, {id, kind, added.raised, added.standing, notified_studies_text(studies),
                                                 added.remedy, first_ms, added.last_ms});
        return;
    }
    transaction.execute(add_notification_sql,
                        {added.uuid, added.channel, added.cause, kind, added.raised, added.standing,
                         notified_studies_text(studies), added.remedy, first_ms, added.last_ms, added.created_ms});
}

std::vector<Notification> list_due_notifications(Connection& connection, std::string_view channel, std::int64_t now_ms,
                                                 std::int64_t limit) {
    std::vector<Notification> due;
    Rows rows = connection.query(list_due_notifications_sql, {channel, now_ms, limit});
    while (rows.next()) {
        Notification one;
        one.id = rows.integer(0);
        one.uuid = rows.string(1);
        one.channel = rows.string(2);
        one.cause = rows.string(3);
        one.kind = rows.string(4);
        one.raised = rows.integer(5);
        one.standing = rows.integer(6);
        one.studies = notified_studies_from(rows.text(7));
        one.remedy = rows.string(8);
        one.first_ms = rows.integer(9);
        one.last_ms = rows.integer(10);
        one.created_ms = rows.integer(11);
        one.revision = rows.integer(12);
        one.attempts = rows.integer(13);
        due.push_back(std::move(one));
    }
    return due;
}

bool record_notification_delivered(Transaction& transaction, const Notification& notification, std::int64_t now_ms) {
    return transaction.change(record_notification_delivered_sql, {notification.id, notification.revision, now_ms}) == 1;
}

void record_notification_failed(Transaction& transaction, std::int64_t id, std::string_view error,
                                std::int64_t next_attempt_ms) {
    transaction.execute(record_notification_failed_sql, {id, error, next_attempt_ms});
}

void hasten_notifications(Transaction& transaction, std::string_view channel, std::int64_t now_ms) {
    transaction.execute(hasten_notifications_sql, {channel, now_ms});
}

NotificationState state_of_notifications(Connection& connection, std::string_view channel) {
    NotificationState state;
    {
        Rows rows = connection.query(count_waiting_notifications_sql, {channel});
        rows.next();
        state.waiting = rows.integer(0);
        state.oldest_ms = rows.optional_integer(1);
    }
    {
        Rows rows = connection.query(find_failing_notification_sql, {channel});
        if (rows.next()) {
            state.attempts = rows.integer(0);
            state.error = rows.string(1);
        }
    }
    Rows rows = connection.query(find_last_delivery_sql, {channel});
    if (rows.next()) state.delivered_ms = rows.optional_integer(0);
    return state;
}

}  // namespace kinote::database
