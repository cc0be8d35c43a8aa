#include "database/withdrawal_table.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "database/door.hpp"
#include "database/lists.hpp"
#include "database/statement_text.hpp"

namespace kinote::database {
namespace {

// Who hides an object holds its study before he looks for where it went: whoever begins to send it holds it, too.
constexpr Statement hold_studies_of_note_sql{R"(
    SELECT 1 FROM study
     WHERE id IN (SELECT ns.study FROM note_version v JOIN note_study ns ON ns.note_version = v.id WHERE v.note = $1)
     ORDER BY id {for_no_key_update})"};
constexpr Statement hold_studies_of_version_sql{R"(
    SELECT 1 FROM study WHERE id IN (SELECT ns.study FROM note_study ns WHERE ns.note_version = $1)
     ORDER BY id {for_no_key_update})"};
constexpr Statement hold_study_of_rejection_sql{R"(
    SELECT 1 FROM study
     WHERE study_instance_uid = (SELECT r.study_instance_uid FROM rejection_note r WHERE r.sop_instance_uid = $1)
    {for_no_key_update})"};

template <Literal... from_and_where>
constexpr std::string_view select_shown = joined<R"(
    SELECT d.destination, n.name, d.study_instance_uid, d.sop_instance_uid, n.is_archive)",
                                                 from_and_where..., R"(
     ORDER BY d.destination, d.study_instance_uid, d.sop_instance_uid)">;
// But for what is on its way back already.
template <Literal from_and_where>
constexpr std::string_view select_shown_not_asked_back = select_shown<from_and_where, Literal{R"(
       AND NOT EXISTS (SELECT 1 FROM withdrawal_item t JOIN withdrawal w ON w.id = t.withdrawal
                        WHERE t.sop_instance_uid = d.sop_instance_uid AND w.destination = d.destination
                          AND w.state = 'open'))"}>;

// Each with what it needs as $1, and the ledger's rows of destinations that want rejection notes.
constexpr Statement marked_sql{select_shown<R"(
      FROM instance i JOIN sent_delivery d ON d.sop_instance_uid = i.sop_instance_uid
      JOIN destination n ON n.id = d.destination
     WHERE i.mark_cause = $1 AND n.wants_rejections = 1 AND n.is_retired = 0
       AND (n.is_archive = 0 OR i.freed_ms IS NULL))">};
constexpr Statement marked_at_sql{select_shown_not_asked_back<R"(
      FROM sent_delivery d JOIN destination n ON n.id = d.destination
      LEFT JOIN instance i ON i.sop_instance_uid = d.sop_instance_uid
      LEFT JOIN tombstone b ON b.sop_instance_uid = d.sop_instance_uid
     WHERE d.destination = $2 AND d.sop_instance_uid {in_texts}
       AND (i.mark_cause IS NOT NULL OR b.sop_instance_uid IS NOT NULL) AND (n.is_archive = 0 OR i.freed_ms IS NULL)
       AND n.wants_rejections = 1 AND n.is_retired = 0)">};
constexpr Statement replaced_at_sql{select_shown_not_asked_back<R"(
      FROM sent_delivery d JOIN destination n ON n.id = d.destination
      JOIN instance i ON i.sop_instance_uid = d.sop_instance_uid
     WHERE d.destination = $2 AND d.sop_instance_uid {in_texts} AND i.mark_cause IS NULL AND i.withheld = 'superseded'
       AND n.wants_rejections = 1 AND n.is_retired = 0)">};
constexpr Statement purged_sql{select_shown_not_asked_back<R"(
      FROM sent_delivery d JOIN destination n ON n.id = d.destination
      JOIN tombstone b ON b.sop_instance_uid = d.sop_instance_uid
     WHERE d.sop_instance_uid {in_texts} AND n.wants_rejections = 1 AND n.is_retired = 0
       AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.sop_instance_uid = d.sop_instance_uid))">};
constexpr Statement open_at_sql{R"(
    SELECT DISTINCT w.id, n.name, n.is_archive, w.study_instance_uid, CASE WHEN w.cause = 'replaced' THEN 1 ELSE 0 END
      FROM withdrawal_item t JOIN withdrawal w ON w.id = t.withdrawal JOIN destination n ON n.id = w.destination
     WHERE t.sop_instance_uid {in_texts} AND w.destination = $2 AND w.state = 'open' AND n.is_retired = 0
     ORDER BY w.id)"};
constexpr Statement is_there_all_the_same_sql{R"(
    UPDATE delivery SET state = 'delivered', begun_ms = NULL
     WHERE sop_instance_uid {in_texts} AND destination = $2 AND state IN ('refused', 'rejected', 'superseded'))"};
constexpr Statement is_there_unknown_sql{R"(
    INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, comment, sent_ms)
    SELECT CAST($2 AS BIGINT), i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.sha256, 'delivered',
           'seen there by a comparison', CAST($3 AS BIGINT)
      FROM instance i JOIN study s ON s.id = i.study
     WHERE i.sop_instance_uid {in_texts}
    ON CONFLICT DO NOTHING)"};
constexpr Statement replaced_sql{select_shown<R"(
      FROM (SELECT v.id FROM note_version v WHERE v.note = $1 AND v.state <> 'current'
            UNION ALL
            SELECT v.id FROM note j JOIN note_version v ON v.note = j.id WHERE j.same_as = $1) AS o
      JOIN kosd k ON k.note_version = o.id JOIN instance i ON i.id = k.instance
      JOIN sent_delivery d ON d.sop_instance_uid = i.sop_instance_uid
      JOIN destination n ON n.id = d.destination
     WHERE n.wants_rejections = 1 AND n.is_retired = 0)">};
constexpr Statement withdraw_version_sql{select_shown<R"(
      FROM kosd k JOIN instance i ON i.id = k.instance
      JOIN sent_delivery d ON d.sop_instance_uid = i.sop_instance_uid
      JOIN destination n ON n.id = d.destination
     WHERE k.note_version = $1 AND n.wants_rejections = 1 AND n.is_retired = 0)">};
constexpr Statement forwarded_sql{select_shown<R"(
      FROM rejection r JOIN sent_delivery d ON d.sop_instance_uid = r.sop_instance_uid
      JOIN destination n ON n.id = d.destination
     WHERE r.note = $1 AND r.is_in_force = 1 AND d.study_instance_uid = r.study_instance_uid
       AND n.wants_rejections = 1 AND n.is_retired = 0
       AND NOT EXISTS (SELECT 1 FROM withdrawal w
                        WHERE w.note = $1 AND w.destination = d.destination AND w.state = 'open'))">};
constexpr Statement add_withdrawal_sql{R"(
    INSERT INTO withdrawal (destination, study_instance_uid, cause, state, note, comment, requested_ms)
    VALUES ($1, $2, $3, 'open', $4, '', $5)
    RETURNING id)"};
constexpr Statement add_item_withdrawal_sql{
    "INSERT INTO withdrawal_item (withdrawal, sop_instance_uid) VALUES ($1, $2)"};

template <Literal rest>
constexpr std::string_view select_withdrawals = joined<R"(
    SELECT w.id, w.destination, n.name, w.study_instance_uid, w.cause, w.state, w.note, w.comment, w.requested_ms,
           w.ended_ms, n.is_archive
      FROM withdrawal w JOIN destination n ON n.id = w.destination)",
                                                       rest>;
constexpr Statement find_withdrawal_sql{select_withdrawals<" WHERE w.id = $1">};
constexpr Statement list_withdrawal_sql{select_withdrawals<" ORDER BY w.id DESC LIMIT $1 OFFSET $2">};

constexpr Statement hidden_items_sql = visible<Door::withdrawal>(R"(
    SELECT t.sop_instance_uid, coalesce(e.series_instance_uid, b.series_instance_uid),
           coalesce(i.sop_class_uid, b.sop_class_uid)
      FROM withdrawal_item t
      LEFT JOIN instance i ON i.sop_instance_uid = t.sop_instance_uid
      LEFT JOIN series e ON e.id = i.series
      LEFT JOIN tombstone b ON b.sop_instance_uid = t.sop_instance_uid
      JOIN sent_delivery d ON d.sop_instance_uid = t.sop_instance_uid AND d.destination = $2
     WHERE t.withdrawal = $1 AND (i.id IS NOT NULL OR b.sop_instance_uid IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM visible_instance w WHERE w.id = i.id)
     ORDER BY t.sop_instance_uid)");
constexpr Statement forwarded_items_sql{R"(
    SELECT r.sop_instance_uid, r.series_instance_uid, r.sop_class_uid
      FROM withdrawal_item t JOIN rejection r ON r.sop_instance_uid = t.sop_instance_uid AND r.note = $3
      JOIN sent_delivery d ON d.sop_instance_uid = t.sop_instance_uid AND d.destination = $2
     WHERE t.withdrawal = $1 AND r.is_in_force = 1
     ORDER BY r.sop_instance_uid)"};
// In this order: SQLite would begin with the whole ledger of the destination.
constexpr Statement on_its_way_sql{R"(
    SELECT 1
      FROM withdrawal_item t CROSS JOIN delivery d
     WHERE t.withdrawal = $1 AND d.destination = $2 AND d.sop_instance_uid = t.sop_instance_uid
       AND d.begun_ms BETWEEN $3 AND $5
       AND (d.begun_ms >= $4
            OR EXISTS (SELECT 1 FROM export e JOIN job j ON j.id = e.job
                        WHERE e.destination = d.destination AND e.study_instance_uid = d.study_instance_uid
                          AND e.state = 'open' AND j.state = 'in_progress'))
     LIMIT 1)"};
constexpr Statement lacks_replacement_sql{R"(
    SELECT 1
      FROM withdrawal_item t JOIN instance i ON i.sop_instance_uid = t.sop_instance_uid
      JOIN kosd k ON k.instance = i.id JOIN note_version o ON o.id = k.note_version JOIN note m ON m.id = o.note
      JOIN note_version v ON v.note = coalesce(m.same_as, m.id) AND v.state = 'current'
     WHERE t.withdrawal = $1
       AND NOT EXISTS (SELECT 1 FROM kosd c CROSS JOIN instance l CROSS JOIN delivery d
                        WHERE c.note_version = v.id AND l.id = c.instance AND d.destination = $2
                          AND d.sop_instance_uid = l.sop_instance_uid AND d.state IN ('delivered', 'committed'))
     LIMIT 1)"};

// The studies that the newer versions of its notes lie in.
constexpr Statement replacing_studies_sql = visible<Door::withdrawal>(R"(
    SELECT DISTINCT s.study_instance_uid
      FROM withdrawal_item t JOIN instance i ON i.sop_instance_uid = t.sop_instance_uid
      JOIN kosd k ON k.instance = i.id JOIN note_version o ON o.id = k.note_version JOIN note m ON m.id = o.note
      JOIN note_version v ON v.note = coalesce(m.same_as, m.id) AND v.state = 'current'
      JOIN note_study ns ON ns.note_version = v.id JOIN visible_study s ON s.id = ns.study
     WHERE t.withdrawal = $1
     ORDER BY s.study_instance_uid)");

constexpr Statement set_note_sql{"UPDATE withdrawal SET note = $2 WHERE id = $1"};
constexpr Statement set_comment_sql{"UPDATE withdrawal SET comment = $2 WHERE id = $1"};
constexpr Statement end_withdrawal_sql{
    "UPDATE withdrawal SET state = $2, ended_ms = $3 WHERE id = $1 AND state = 'open'"};
constexpr Statement drop_at_sql{
    "UPDATE withdrawal SET state = 'dropped', comment = $2, ended_ms = $3 WHERE destination = $1 AND state = 'open'"};
constexpr Statement end_deliveries_sql{R"(
    UPDATE delivery SET state = $3, committed_ms = NULL, begun_ms = NULL
     WHERE destination = $2 AND (state IN ('delivered', 'committed') OR begun_ms IS NOT NULL)
       AND sop_instance_uid IN (SELECT t.sop_instance_uid FROM withdrawal_item t WHERE t.withdrawal = $1))"};
constexpr Statement is_own_sql{"SELECT 1 FROM withdrawal WHERE note = $1 AND cause IN ('deleted', 'replaced') LIMIT 1"};

struct DeliveredObject {
    std::int64_t destination = 0;
    std::string destination_name;
    std::string study_instance_uid;
    std::string sop_instance_uid;
    bool is_archive = false;
};

std::vector<DeliveredObject> read_delivered(Rows rows) {
    std::vector<DeliveredObject> objects;
    while (rows.next()) {
        objects.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3), rows.integer(4) != 0});
    }
    return objects;
}

// One for each run of the same destination and study.
std::vector<OpenedWithdrawal> open(Transaction& transaction, const std::vector<DeliveredObject>& objects,
                                   std::string_view cause, const std::optional<std::string_view>& note,
                                   std::int64_t now_ms) {
    std::vector<OpenedWithdrawal> opened;
    const DeliveredObject* before = nullptr;
    for (const DeliveredObject& object : objects) {
        const bool is_of_same = before != nullptr && before->destination == object.destination &&
                                before->study_instance_uid == object.study_instance_uid;
        if (!is_of_same) {
            Rows row = transaction.query(add_withdrawal_sql,
                                         {object.destination, object.study_instance_uid, cause, note, now_ms});
            row.next();
            opened.push_back({row.integer(0), object.destination_name, object.is_archive, object.study_instance_uid,
                              cause == "replaced"});
        }
        transaction.execute(add_item_withdrawal_sql, {opened.back().id, object.sop_instance_uid});
        before = &object;
    }
    return opened;
}

Withdrawal withdrawal_from(const Rows& row) {
    return {row.integer(0), row.integer(1),          row.string(2),          row.string(3),
            row.string(4),  row.string(5),           row.optional_string(6), row.string(7),
            row.integer(8), row.optional_integer(9), row.integer(10) != 0};
}

}  // namespace

std::vector<OpenedWithdrawal> withdraw_marked(Transaction& transaction, std::string_view mark_cause,
                                              std::int64_t now_ms) {
    const auto objects = read_delivered(transaction.query(marked_sql, {mark_cause}));
    return open(transaction, objects, "deleted", std::nullopt, now_ms);
}

std::vector<OpenedWithdrawal> withdraw_purged(Transaction& transaction, std::span<const std::string_view> objects,
                                              std::int64_t now_ms) {
    const std::string list = text_list(transaction.connection().engine(), objects);
    return open(transaction, read_delivered(transaction.query(purged_sql, {list})), "deleted", std::nullopt, now_ms);
}

std::vector<OpenedWithdrawal> withdraw_hidden_at(Transaction& transaction, std::int64_t destination,
                                                 std::span<const std::string_view> objects, std::int64_t now_ms) {
    const std::string list = text_list(transaction.connection().engine(), objects);
    const auto marked = read_delivered(transaction.query(marked_at_sql, {list, destination}));
    auto opened = open(transaction, marked, "deleted", std::nullopt, now_ms);
    const auto replaced = read_delivered(transaction.query(replaced_at_sql, {list, destination}));
    std::ranges::move(open(transaction, replaced, "replaced", std::nullopt, now_ms), std::back_inserter(opened));
    return opened;
}

std::vector<OpenedWithdrawal> find_open_withdrawals(Connection& connection, std::int64_t destination,
                                                    std::span<const std::string_view> objects) {
    std::vector<OpenedWithdrawal> open;
    Rows rows = connection.query(open_at_sql, {text_list(connection.engine(), objects), destination});
    while (rows.next()) {
        open.push_back({rows.integer(0), rows.string(1), rows.integer(2) != 0, rows.string(3), rows.integer(4) != 0});
    }
    return open;
}

void note_seen_there(Transaction& transaction, std::int64_t destination, std::span<const std::string_view> objects,
                     std::int64_t now_ms) {
    const std::string list = text_list(transaction.connection().engine(), objects);
    transaction.execute(is_there_all_the_same_sql, {list, destination});
    transaction.execute(is_there_unknown_sql, {list, destination, now_ms});
}

std::vector<OpenedWithdrawal> withdraw_replaced(Transaction& transaction, std::int64_t note, std::int64_t now_ms) {
    transaction.execute(hold_studies_of_note_sql, {note});
    return open(transaction, read_delivered(transaction.query(replaced_sql, {note})), "replaced", std::nullopt, now_ms);
}

std::vector<OpenedWithdrawal> withdraw_version(Transaction& transaction, std::int64_t note_version,
                                               std::int64_t now_ms) {
    transaction.execute(hold_studies_of_version_sql, {note_version});
    return open(transaction, read_delivered(transaction.query(withdraw_version_sql, {note_version})), "deleted",
                std::nullopt, now_ms);
}

std::vector<OpenedWithdrawal> forward_rejection(Transaction& transaction, std::string_view note, std::int64_t now_ms) {
    transaction.execute(hold_study_of_rejection_sql, {note});
    return open(transaction, read_delivered(transaction.query(forwarded_sql, {note})), "forwarded", note, now_ms);
}

std::optional<Withdrawal> find_withdrawal(Connection& connection, std::int64_t id) {
    Rows row = connection.query(find_withdrawal_sql, {id});
    return row.next() ? std::optional{withdrawal_from(row)} : std::nullopt;
}

std::vector<Withdrawal> list_withdrawals(Connection& connection, std::int64_t limit, std::int64_t offset) {
    Rows rows = connection.query(list_withdrawal_sql, {limit, offset});
    std::vector<Withdrawal> withdrawals;
    while (rows.next()) withdrawals.push_back(withdrawal_from(rows));
    return withdrawals;
}

std::vector<WithdrawnObject> find_withdrawn_objects(Connection& connection, const Withdrawal& withdrawal) {
    Rows rows = withdrawal.cause == "forwarded"
                    ? connection.query(forwarded_items_sql, {withdrawal.id, withdrawal.destination, withdrawal.note})
                    : connection.query(hidden_items_sql, {withdrawal.id, withdrawal.destination});
    std::vector<WithdrawnObject> objects;
    while (rows.next()) objects.push_back({rows.string(0), rows.string(1), rows.string(2)});
    return objects;
}

bool is_on_its_way(Connection& connection, const Withdrawal& withdrawal, std::int64_t now_ms) {
    constexpr std::int64_t longest_sending_ms = 60'000;  // of what begins at once
    constexpr std::int64_t longest_fetching_ms = 3'000;
    return connection
        .query(on_its_way_sql, {withdrawal.id, withdrawal.destination, now_ms - longest_sending_ms,
                                now_ms - longest_fetching_ms, now_ms})
        .next();
}

bool has_replacement(Connection& connection, const Withdrawal& withdrawal) {
    return !connection.query(lacks_replacement_sql, {withdrawal.id, withdrawal.destination}).next();
}

std::vector<std::string> find_replacing_studies(Connection& connection, const Withdrawal& withdrawal) {
    std::vector<std::string> studies;
    Rows rows = connection.query(replacing_studies_sql, {withdrawal.id});
    while (rows.next()) studies.push_back(rows.string(0));
    return studies;
}

void set_withdrawal_note(Transaction& transaction, std::int64_t id, std::string_view note) {
    transaction.execute(set_note_sql, {id, note});
}

void set_withdrawal_comment(Transaction& transaction, std::int64_t id, std::string_view comment) {
    transaction.execute(set_comment_sql, {id, comment});
}

void end_withdrawal(Transaction& transaction, const Withdrawal& withdrawal, std::int64_t now_ms) {
    transaction.execute(end_withdrawal_sql, {withdrawal.id, "done", now_ms});
    transaction.execute(end_deliveries_sql, {withdrawal.id, withdrawal.destination,
                                             withdrawal.cause == "replaced" ? "superseded" : "rejected"});
}

void drop_withdrawal(Transaction& transaction, std::int64_t id, std::int64_t now_ms) {
    transaction.execute(end_withdrawal_sql, {id, "dropped", now_ms});
}

std::int64_t drop_withdrawals_at(Transaction& transaction, std::int64_t destination, std::string_view reason,
                                 std::int64_t now_ms) {
    return transaction.change(drop_at_sql, {destination, reason, now_ms});
}

bool is_own_rejection_note(Connection& connection, std::string_view sop_instance_uid) {
    return connection.query(is_own_sql, {sop_instance_uid}).next();
}

}  // namespace kinote::database
