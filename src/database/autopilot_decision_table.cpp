#include "database/autopilot_decision_table.hpp"

#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_decision_sql{R"(
    INSERT INTO autopilot_decision (study_instance_uid, action, rule, pressure, reason, objects, bytes, since_ms, at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING id)"};
constexpr Statement extend_decision_sql{R"(
    UPDATE autopilot_decision SET objects = objects + $2, bytes = bytes + $3, at_ms = $4 WHERE id = $1)"};
constexpr Statement set_standing_sql{R"(
    INSERT INTO autopilot_decision (study_instance_uid, action, rule, pressure, reason, objects, bytes, since_ms, at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
    ON CONFLICT (study_instance_uid, action) WHERE action IN ('unarchived', 'kept') DO UPDATE
       SET rule = excluded.rule, pressure = excluded.pressure, objects = excluded.objects, bytes = excluded.bytes,
           since_ms = CASE WHEN autopilot_decision.reason = excluded.reason THEN autopilot_decision.since_ms
                           ELSE excluded.since_ms END,
           reason = excluded.reason, at_ms = excluded.at_ms)"};
constexpr Statement end_standing_sql{R"(
    DELETE FROM autopilot_decision
     WHERE study_instance_uid = $1 AND action = $2 AND action IN ('unarchived', 'kept'))"};
constexpr Statement end_standing_of_many_sql{R"(
    DELETE FROM autopilot_decision
     WHERE action = $2 AND action IN ('unarchived', 'kept')
       AND study_instance_uid IN (SELECT s.study_instance_uid FROM study s WHERE s.id {in_ids}))"};
constexpr Statement list_decisions_sql{R"(
    SELECT study_instance_uid, action, rule, pressure, reason, objects, bytes, since_ms, at_ms
      FROM autopilot_decision WHERE study_instance_uid = $1
     ORDER BY id DESC LIMIT $2)"};
constexpr Statement forget_decisions_sql{R"(
    DELETE FROM autopilot_decision
     WHERE id IN (SELECT one_old.id FROM (SELECT id FROM autopilot_decision WHERE at_ms < $1
                                           ORDER BY at_ms LIMIT $2) AS one_old))"};

}  // namespace

std::int64_t add_autopilot_decision(Transaction& transaction, const AutopilotDecision& decision, std::int64_t now_ms) {
    std::int64_t row = 0;
    {
        Rows rows = transaction.query(add_decision_sql,
                                      {decision.study_instance_uid, decision.action, decision.rule, decision.pressure,
                                       decision.reason, decision.objects, decision.bytes, now_ms});
        rows.next();
        row = rows.integer(0);
    }
    if (decision.action == "freed") end_standing_decision(transaction, decision.study_instance_uid, "kept");
    if (decision.action == "archive") end_standing_decision(transaction, decision.study_instance_uid, "unarchived");
    return row;
}

void extend_autopilot_decision(Transaction& transaction, std::int64_t row, std::int64_t objects, std::int64_t bytes,
                               std::int64_t now_ms) {
    transaction.execute(extend_decision_sql, {row, objects, bytes, now_ms});
}

void set_standing_decision(Transaction& transaction, const AutopilotDecision& decision, std::int64_t now_ms) {
    transaction.execute(set_standing_sql,
                        {decision.study_instance_uid, decision.action, decision.rule, decision.pressure,
                         decision.reason, decision.objects, decision.bytes, now_ms});
}

void end_standing_decision(Transaction& transaction, std::string_view study_instance_uid, std::string_view action) {
    transaction.execute(end_standing_sql, {study_instance_uid, action});
}

void end_standing_decisions(Transaction& transaction, std::span<const std::int64_t> studies, std::string_view action) {
    transaction.execute(end_standing_of_many_sql, {id_list(transaction.connection().engine(), studies), action});
}

std::vector<AutopilotDecision> list_autopilot_decisions(Connection& connection, std::string_view study_instance_uid,
                                                        std::int64_t limit) {
    std::vector<AutopilotDecision> decisions;
    Rows rows = connection.query(list_decisions_sql, {study_instance_uid, limit});
    while (rows.next()) {
        decisions.push_back({rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4),
                             rows.integer(5), rows.integer(6), rows.integer(7), rows.integer(8)});
    }
    return decisions;
}

std::int64_t forget_autopilot_decisions(Transaction& transaction, std::int64_t before_ms, std::int64_t limit) {
    return transaction.change(forget_decisions_sql, {before_ms, limit});
}

}  // namespace kinote::database
