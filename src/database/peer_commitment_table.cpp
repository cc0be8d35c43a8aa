#include "database/peer_commitment_table.hpp"

#include "database/door.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_peer_commitment_sql{R"(
    INSERT INTO peer_commitment (calling_ae_title, transaction_uid, called_ae_title, address, received_ms)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (calling_ae_title, transaction_uid) DO NOTHING
    RETURNING id)"};
constexpr Statement add_item_peer_commitment_sql{R"(
    INSERT INTO peer_commitment_item (commitment, position, sop_class_uid, sop_instance_uid)
    VALUES ($1, $2, $3, $4))"};
constexpr Statement find_peer_commitment_sql{R"(
    SELECT id, calling_ae_title, transaction_uid, called_ae_title, address, reported_ms
      FROM peer_commitment WHERE id = $1)"};
constexpr Statement set_reported_sql{R"(
    UPDATE peer_commitment SET reported_ms = $3, report_status = $2 WHERE id = $1 AND reported_ms IS NULL)"};
constexpr Statement remove_reported_sql{R"(
    DELETE FROM peer_commitment
     WHERE id IN (SELECT c.id FROM peer_commitment c
                   WHERE c.reported_ms IS NOT NULL AND c.reported_ms < $1 ORDER BY c.reported_ms LIMIT $2))"};
constexpr Statement to_check_sql = visible<Door::commitment>(R"(
    SELECT t.position, t.sop_class_uid, t.sop_instance_uid, i.id, i.sop_class_uid, s.study_instance_uid, i.size,
           i.sha256, i.path, CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM peer_commitment_item t
      LEFT JOIN visible_instance i ON i.sop_instance_uid = t.sop_instance_uid
      LEFT JOIN study s ON s.id = i.study
     WHERE t.commitment = $1 AND t.position > $2 AND t.failure IS NULL
     ORDER BY t.position LIMIT $3)");
constexpr Statement set_checked_sql{
    "UPDATE peer_commitment_item SET failure = $3 WHERE commitment = $1 AND position = $2"};
constexpr Statement measure_sql = visible<Door::commitment>(R"(
    SELECT count(*), CAST(coalesce(sum(i.size), 0) AS BIGINT)
      FROM peer_commitment_item t LEFT JOIN visible_instance i ON i.sop_instance_uid = t.sop_instance_uid
     WHERE t.commitment = $1)");
constexpr Statement list_checked_sql = visible<Door::commitment>(R"(
    SELECT t.position, t.sop_class_uid, t.sop_instance_uid, t.failure,
           CASE WHEN i.id IS NULL THEN 0 ELSE 1 END
      FROM peer_commitment_item t LEFT JOIN visible_instance i ON i.sop_instance_uid = t.sop_instance_uid
     WHERE t.commitment = $1 AND t.position > $2 AND t.failure IS NOT NULL
     ORDER BY t.position LIMIT $3)");

}  // namespace

std::optional<std::int64_t> add_peer_commitment(Transaction& transaction, const NewPeerCommitment& commitment,
                                                std::int64_t now_ms) {
    std::int64_t id = 0;
    {
        Rows row = transaction.query(add_peer_commitment_sql, {commitment.calling_ae_title, commitment.transaction_uid,
                                                               commitment.called_ae_title, commitment.address, now_ms});
        if (!row.next()) return std::nullopt;
        id = row.integer(0);
    }
    std::int64_t position = 0;
    for (const ReferencedObject& object : commitment.objects) {
        transaction.execute(add_item_peer_commitment_sql,
                            {id, ++position, object.sop_class_uid, object.sop_instance_uid});
    }
    return id;
}

std::optional<PeerCommitment> find_peer_commitment(Connection& connection, std::int64_t id) {
    Rows row = connection.query(find_peer_commitment_sql, {id});
    if (!row.next()) return std::nullopt;
    return PeerCommitment{row.integer(0), row.string(1), row.string(2), row.string(3), row.string(4), !row.is_null(5)};
}

void set_reported(Transaction& transaction, std::int64_t id, std::int64_t status, std::int64_t now_ms) {
    transaction.execute(set_reported_sql, {id, status, now_ms});
}

std::int64_t remove_reported(Transaction& transaction, std::int64_t before_ms, std::int64_t limit) {
    return transaction.change(remove_reported_sql, {before_ms, limit});
}

std::vector<ObjectToCheck> find_objects_to_check(Connection& connection, std::int64_t id, std::int64_t after_position,
                                                 std::int64_t limit) {
    Rows rows = connection.query(to_check_sql, {id, after_position, limit});
    std::vector<ObjectToCheck> objects;
    while (rows.next()) {
        ObjectToCheck object{rows.integer(0), rows.string(1), rows.string(2), std::nullopt};
        if (!rows.is_null(3)) {
            object.visible =
                StoredObject{rows.integer(3), object.sop_instance_uid, rows.string(4),          rows.string(5),
                             rows.integer(6), rows.string(7),          rows.optional_string(8), rows.integer(9) != 0};
        }
        objects.push_back(std::move(object));
    }
    return objects;
}

void set_checked(Transaction& transaction, std::int64_t id, std::int64_t position, std::int64_t failure) {
    transaction.execute(set_checked_sql, {id, position, failure});
}

CommitmentExtent measure_peer_commitment(Connection& connection, std::int64_t id) {
    Rows row = connection.query(measure_sql, {id});
    row.next();
    return {row.integer(0), row.integer(1)};
}

std::vector<CheckedObject> list_checked_objects(Connection& connection, std::int64_t id, std::int64_t after_position,
                                                std::int64_t limit) {
    Rows rows = connection.query(list_checked_sql, {id, after_position, limit});
    std::vector<CheckedObject> objects;
    while (rows.next()) {
        objects.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.integer(3), rows.integer(4) != 0});
    }
    return objects;
}

}  // namespace kinote::database
