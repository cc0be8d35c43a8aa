#include "database/commitment_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_broken_sql{R"(
    SELECT id, transaction_uid, destination, export, study_instance_uid, attempt,
           CASE WHEN state = 'asked' THEN 1 ELSE 0 END
      FROM commitment_request
     WHERE export = $1 AND state <> 'dropped' AND (state = 'asking' OR state = 'asked' AND due_ms <= $2)
     ORDER BY id LIMIT 1)"};

constexpr Statement add_commitment_sql{R"(
    INSERT INTO commitment_request (transaction_uid, destination, export, study_instance_uid, attempt, state,
                                    requested_ms)
    VALUES ($1, $2, $3, $4, $5, 'asking', $6)
    RETURNING id)"};
constexpr Statement delete_sql{"DELETE FROM commitment_request WHERE id = $1"};
constexpr Statement renew_items_sql{R"(
    INSERT INTO commitment_request_item (request, sop_instance_uid, sop_class_uid, sha256)
    SELECT CAST($1 AS BIGINT), t.sop_instance_uid, t.sop_class_uid, t.sha256
      FROM commitment_request_item t
      JOIN delivery d ON d.destination = $3 AND d.sop_instance_uid = t.sop_instance_uid AND d.sha256 = t.sha256
     WHERE t.request = $2 AND d.state = 'delivered')"};
// What a request was about that is not dropped needs no other, whatever the report said.
constexpr Statement add_items_sql{R"(
    INSERT INTO commitment_request_item (request, sop_instance_uid, sop_class_uid, sha256)
    SELECT CAST($1 AS BIGINT), d.sop_instance_uid, d.sop_class_uid, d.sha256
      FROM delivery d
     WHERE d.study_instance_uid = $2 AND d.destination = $3 AND d.export = $4 AND d.state = 'delivered'
       AND NOT EXISTS (SELECT 1 FROM commitment_request r
                         JOIN commitment_request_item t
                              ON t.request = r.id AND t.sop_instance_uid = d.sop_instance_uid AND t.sha256 = d.sha256
                        WHERE r.export = $4 AND r.state <> 'dropped')
     ORDER BY d.sop_instance_uid LIMIT $5)"};
constexpr Statement list_items_sql{R"(
    SELECT sop_instance_uid, sop_class_uid, sha256 FROM commitment_request_item
     WHERE request = $1 ORDER BY sop_instance_uid)"};

constexpr Statement set_asked_sql{
    "UPDATE commitment_request SET state = 'asked', due_ms = $2 WHERE id = $1 AND state = 'asking'"};

constexpr Statement hold_commitment_sql{R"(
    SELECT r.id, r.transaction_uid, r.destination, r.export, r.study_instance_uid, r.attempt, r.answered_ms
      FROM commitment_request r
     WHERE r.transaction_uid = $1 {for_no_key_update})"};
constexpr Statement name_sql{"SELECT name FROM destination WHERE id = $1 AND ae_title = $2"};
constexpr Statement set_answered_sql{
    "UPDATE commitment_request SET state = 'answered', answered_ms = $2 WHERE id = $1"};
constexpr Statement commit_commitment_sql{R"(
    UPDATE delivery
       SET state = 'committed', committed_ms = $4,
           comment = CASE WHEN comment LIKE 'not committed: %' THEN '' ELSE comment END
     WHERE destination = $1 AND sop_instance_uid = $2 AND sha256 = $3 AND state = 'delivered')"};
constexpr Statement count_committed_sql{R"(
    UPDATE export
       SET committed = (SELECT count(*) FROM delivery d
                         WHERE d.study_instance_uid = $2 AND d.destination = $3 AND d.export = $1
                           AND d.state = 'committed')
     WHERE id = $1)"};
constexpr Statement note_failed_sql{R"(
    UPDATE delivery SET comment = 'not committed: ' || $4, committed_ms = NULL
     WHERE destination = $1 AND sop_instance_uid = $2 AND sha256 = $3 AND state = 'delivered')"};

constexpr Statement find_overdue_sql{R"(
    SELECT r.id, r.export, r.due_ms, r.study_instance_uid, d.name, d.is_retired, d.is_archive
      FROM commitment_request r JOIN destination d ON d.id = r.destination
     WHERE r.state = 'asked' AND r.due_ms <= $1 AND (r.due_ms, r.id) > ($2, $3)
     ORDER BY r.due_ms, r.id LIMIT $4)"};
constexpr Statement drop_sql{"UPDATE commitment_request SET state = 'dropped' WHERE id = $1"};
constexpr Statement give_up_commitment_sql{"UPDATE commitment_request SET state = 'given_up' WHERE id = $1"};
constexpr Statement remove_ended_sql{R"(
    DELETE FROM commitment_request
     WHERE id IN (SELECT r.id FROM commitment_request r
                   WHERE r.state IN ('answered', 'given_up', 'dropped') AND r.requested_ms < $1
                   ORDER BY r.requested_ms LIMIT $2))"};
constexpr Statement count_failed_sql{R"(
    SELECT count(*) FROM delivery
     WHERE study_instance_uid = $1 AND destination = $2 AND state = 'delivered' AND comment LIKE 'not committed: %')"};

CommitmentRequest request_from(const Rows& row) {
    return {row.integer(0), row.string(1), row.integer(2), row.integer(3), row.string(4), row.integer(5)};
}

std::int64_t add(Transaction& transaction, const CommitmentRequest& request, std::int64_t now_ms) {
    Rows row = transaction.query(add_commitment_sql, {request.transaction_uid, request.destination, request.export_id,
                                                      request.study_instance_uid, request.attempt, now_ms});
    row.next();
    return row.integer(0);
}

}  // namespace

std::optional<BrokenRequest> find_broken_request(Connection& connection, std::int64_t export_id, std::int64_t now_ms) {
    Rows row = connection.query(find_broken_sql, {export_id, now_ms});
    if (!row.next()) return std::nullopt;
    return BrokenRequest{request_from(row), row.integer(6) != 0};
}

std::optional<CommitmentRequest> renew_request(Transaction& transaction, const BrokenRequest& broken,
                                               std::string_view transaction_uid, std::int64_t now_ms) {
    CommitmentRequest renewed = broken.request;
    renewed.transaction_uid = transaction_uid;
    renewed.attempt += broken.is_overdue ? 1 : 0;
    renewed.id = add(transaction, renewed, now_ms);
    drop_request(transaction, broken.request.id);
    if (transaction.change(renew_items_sql, {renewed.id, broken.request.id, renewed.destination}) > 0) return renewed;
    transaction.execute(delete_sql, {renewed.id});
    return std::nullopt;
}

std::optional<CommitmentRequest> add_request(Transaction& transaction, const ExportRow& of,
                                             std::string_view transaction_uid, std::int64_t limit,
                                             std::int64_t now_ms) {
    CommitmentRequest request{0, std::string{transaction_uid}, of.destination, of.id, of.study_instance_uid, 1};
    request.id = add(transaction, request, now_ms);
    const std::int64_t items =
        transaction.change(add_items_sql, {request.id, of.study_instance_uid, of.destination, of.id, limit});
    if (items > 0) return request;
    transaction.execute(delete_sql, {request.id});
    return std::nullopt;
}

std::vector<CommitmentItem> list_items(Connection& connection, std::int64_t request) {
    Rows rows = connection.query(list_items_sql, {request});
    std::vector<CommitmentItem> items;
    while (rows.next()) items.push_back({rows.string(0), rows.string(1), rows.string(2)});
    return items;
}

void set_asked(Transaction& transaction, std::int64_t request, std::int64_t due_ms) {
    transaction.execute(set_asked_sql, {request, due_ms});
}

std::optional<HeldRequest> hold_request(Transaction& transaction, std::string_view transaction_uid,
                                        std::string_view ae_title) {
    HeldRequest held;
    {
        Rows row = transaction.query(hold_commitment_sql, {transaction_uid});
        if (!row.next()) return std::nullopt;
        held.request = request_from(row);
        held.is_answered = !row.is_null(6);
    }
    Rows name = transaction.query(name_sql, {held.request.destination, ae_title});
    if (!name.next()) return std::nullopt;
    held.destination_name = name.string(0);
    return held;
}

void set_answered(Transaction& transaction, std::int64_t request, std::int64_t now_ms) {
    transaction.execute(set_answered_sql, {request, now_ms});
}

void commit_delivery(Transaction& transaction, std::int64_t destination, const CommitmentItem& item,
                     std::int64_t now_ms) {
    transaction.execute(commit_commitment_sql, {destination, item.sop_instance_uid, item.sha256, now_ms});
}

void count_committed(Transaction& transaction, const CommitmentRequest& request) {
    transaction.execute(count_committed_sql, {request.export_id, request.study_instance_uid, request.destination});
}

void note_failed_commitment(Transaction& transaction, std::int64_t destination, const CommitmentItem& item,
                            std::string_view reason) {
    transaction.execute(note_failed_sql, {destination, item.sop_instance_uid, item.sha256, reason});
}

std::vector<OverdueRequest> find_overdue(Connection& connection, std::int64_t now_ms, const OverdueRequest& after,
                                         std::int64_t limit) {
    Rows rows = connection.query(find_overdue_sql, {now_ms, after.due_ms, after.id, limit});
    std::vector<OverdueRequest> overdue;
    while (rows.next()) {
        overdue.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.string(3), rows.string(4),
                           rows.integer(5) != 0, rows.integer(6) != 0});
    }
    return overdue;
}

void drop_request(Transaction& transaction, std::int64_t request) { transaction.execute(drop_sql, {request}); }

void give_up_request(Transaction& transaction, std::int64_t request) {
    transaction.execute(give_up_commitment_sql, {request});
}

std::int64_t remove_ended_requests(Transaction& transaction, std::int64_t before_ms, std::int64_t limit) {
    return transaction.change(remove_ended_sql, {before_ms, limit});
}

std::int64_t count_failed_commitments(Connection& connection, std::int64_t destination,
                                      std::string_view study_instance_uid) {
    Rows row = connection.query(count_failed_sql, {study_instance_uid, destination});
    row.next();
    return row.integer(0);
}

}  // namespace kinote::database
