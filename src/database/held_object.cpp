#include "database/held_object.hpp"

#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement scopes_sql{R"(
    SELECT min(scope), max(scope) FROM export WHERE destination = $1 AND study_instance_uid = $2)"};

constexpr Statement held_sql = visible<Door::comparison>(R"(
    SELECT i.id, i.sop_instance_uid, e.series_instance_uid, i.sop_class_uid, i.sha256, d.state, d.status, d.comment,
           d.sha256, d.sent_ms, d.committed_ms, d.missed_ms, d.begun_ms,
           (SELECT max(v.id) FROM kosd k JOIN note_version v ON v.id = k.note_version
             WHERE k.instance = i.id AND v.state = 'superseded'),
           (SELECT w.note FROM withdrawal_item t JOIN withdrawal w ON w.id = t.withdrawal
             WHERE t.sop_instance_uid = i.sop_instance_uid AND w.destination = $2 AND w.state = 'done'
               AND w.ended_ms <= d.sent_ms
             ORDER BY w.id DESC LIMIT 1)
      FROM study s JOIN visible_instance i ON i.study = s.id JOIN series e ON e.id = i.series
      LEFT JOIN delivery d ON d.destination = $2 AND d.sop_instance_uid = i.sop_instance_uid
     WHERE s.study_instance_uid = $1 AND i.id > $3 AND i.stored_ms < $4
     ORDER BY i.id LIMIT $5)");
// Key groups, as an export of them has them.
constexpr Statement held_key_images_sql = visible<Door::comparison>(R"(
    SELECT i.id, i.sop_instance_uid, e.series_instance_uid, i.sop_class_uid, i.sha256, d.state, d.status, d.comment,
           d.sha256, d.sent_ms, d.committed_ms, d.missed_ms, d.begun_ms,
           (SELECT max(v.id) FROM kosd k JOIN note_version v ON v.id = k.note_version
             WHERE k.instance = i.id AND v.state = 'superseded'),
           (SELECT w.note FROM withdrawal_item t JOIN withdrawal w ON w.id = t.withdrawal
             WHERE t.sop_instance_uid = i.sop_instance_uid AND w.destination = $2 AND w.state = 'done'
               AND w.ended_ms <= d.sent_ms
             ORDER BY w.id DESC LIMIT 1)
      FROM study s JOIN visible_instance i ON i.study = s.id JOIN series e ON e.id = i.series
      LEFT JOIN delivery d ON d.destination = $2 AND d.sop_instance_uid = i.sop_instance_uid
     WHERE s.study_instance_uid = $1 AND i.id > $3 AND i.stored_ms < $4
       AND (EXISTS (SELECT 1 FROM note_reference r JOIN visible_note_version v ON v.id = r.note_version
                     WHERE r.sop_instance_uid = i.sop_instance_uid AND v.state = 'current')
            OR EXISTS (SELECT 1 FROM note_reference r JOIN visible_note_version v ON v.id = r.note_version
                        WHERE r.presentation_state_uid = i.sop_instance_uid AND v.state = 'current')
            OR EXISTS (SELECT 1 FROM kosd k WHERE k.instance = i.id AND k.role = 'note'))
     ORDER BY i.id LIMIT $5)");

constexpr Statement known_sql = visible<Door::comparison>(R"(
    SELECT i.sop_instance_uid, s.study_instance_uid, CASE WHEN v.id IS NULL THEN 0 ELSE 1 END, coalesce(i.withheld, ''),
           coalesce(i.mark_cause, ''),
           CASE WHEN d.state IN ('rejected', 'superseded')
                THEN (SELECT count(*) FROM withdrawal_item t JOIN withdrawal w ON w.id = t.withdrawal
                       WHERE t.sop_instance_uid = i.sop_instance_uid AND w.destination = $2 AND w.state = 'done')
                ELSE 0 END,
           CASE WHEN i.freed_ms IS NOT NULL AND n.is_archive = 1 THEN 1 ELSE 0 END
      FROM instance i JOIN study s ON s.id = i.study LEFT JOIN visible_instance v ON v.id = i.id
      LEFT JOIN delivery d ON d.destination = $2 AND d.sop_instance_uid = i.sop_instance_uid
      LEFT JOIN destination n ON n.id = $2
     WHERE i.sop_instance_uid {in_texts})");
constexpr Statement in_ledger_sql{R"(
    SELECT d.sop_instance_uid,
           CASE WHEN d.state IN ('rejected', 'superseded')
                THEN (SELECT count(*) FROM withdrawal_item t JOIN withdrawal w ON w.id = t.withdrawal
                       WHERE t.sop_instance_uid = d.sop_instance_uid AND w.destination = $2 AND w.state = 'done')
                ELSE 0 END
      FROM delivery d
     WHERE d.sop_instance_uid {in_texts} AND d.destination = $2 AND (d.state <> 'refused' OR d.begun_ms IS NOT NULL))"};

constexpr Statement note_missing_sql{R"(
    UPDATE delivery SET state = 'refused', status = NULL, export = NULL, comment = $4, missed_ms = $5
     WHERE destination = $1 AND sop_instance_uid = $2 AND sha256 = $3 AND state IN ('delivered', 'committed'))"};
constexpr Statement note_hidden_sql{R"(
    UPDATE delivery SET state = 'rejected', export = NULL, comment = $4
     WHERE destination = $1 AND sop_instance_uid = $2 AND sha256 = $3
       AND state IN ('delivered', 'committed', 'refused'))"};
constexpr Statement note_found_again_sql{R"(
    UPDATE delivery SET state = CASE WHEN committed_ms IS NULL THEN 'delivered' ELSE 'committed' END, status = 0,
                        comment = '', missed_ms = NULL, begun_ms = NULL
     WHERE destination = $1 AND sop_instance_uid = $2 AND sha256 = $3
       AND (state IN ('rejected', 'superseded') OR begun_ms IS NOT NULL OR state = 'refused' AND comment LIKE 'not found there%'
            OR state IN ('delivered', 'committed') AND missed_ms IS NOT NULL))"};

}  // namespace

ExportScope scope_at(Connection& connection, std::int64_t destination, std::string_view study_instance_uid,
                     ExportScope otherwise) {
    Rows row = connection.query(scopes_sql, {destination, study_instance_uid});
    if (!row.next() || row.is_null(0)) return otherwise;
    const std::string_view whole = to_string(ExportScope::study);
    return row.text(0) == whole || row.text(1) == whole ? ExportScope::study : ExportScope::key_images;
}

std::vector<HeldObject> find_held_objects(Connection& connection, const HeldScope& scope, std::int64_t after_instance,
                                          std::int64_t limit) {
    const Statement& statement = scope.scope == ExportScope::study ? held_sql : held_key_images_sql;
    std::vector<HeldObject> found;
    Rows rows = connection.query(statement,
                                 {scope.study_instance_uid, scope.destination, after_instance, scope.before_ms, limit});
    while (rows.next()) {
        HeldObject& one = found.emplace_back();
        one.instance = rows.integer(0);
        one.sop_instance_uid = rows.string(1);
        one.series_instance_uid = rows.string(2);
        one.sop_class_uid = rows.string(3);
        one.sha256 = rows.string(4);
        one.has_newer_version = !rows.is_null(13);
        one.withdrawn_by = rows.optional_string(14).value_or("");
        if (rows.is_null(5)) continue;
        one.ledger = LedgerEntry{rows.string(5),
                                 rows.optional_integer(6),
                                 rows.string(7),
                                 rows.string(8),
                                 rows.integer(9),
                                 rows.optional_integer(10),
                                 rows.optional_integer(11),
                                 !rows.is_null(12)};
    }
    return found;
}

std::vector<KnownObject> find_known_objects(Connection& connection, std::int64_t destination,
                                            std::span<const std::string_view> sop_instance_uids) {
    const std::string named = text_list(connection.engine(), sop_instance_uids);
    std::vector<KnownObject> found;
    {
        Rows rows = connection.query(known_sql, {named, destination});
        while (rows.next()) {
            found.push_back({rows.string(0), rows.string(1), rows.integer(2) != 0, rows.string(3), rows.string(4),
                             rows.integer(5), rows.integer(6) != 0});
        }
    }
    Rows rows = connection.query(in_ledger_sql, {named, destination});
    while (rows.next()) found.push_back({rows.string(0), {}, false, {}, {}, rows.integer(1), false});
    return found;
}

void note_missing(Transaction& transaction, std::int64_t destination, const HeldObject& object,
                  std::string_view comment, std::int64_t now_ms) {
    transaction.execute(note_missing_sql, {destination, object.sop_instance_uid, object.sha256, comment, now_ms});
}

void note_hidden(Transaction& transaction, std::int64_t destination, const HeldObject& object,
                 std::string_view comment) {
    transaction.execute(note_hidden_sql, {destination, object.sop_instance_uid, object.sha256, comment});
}

void note_found_again(Transaction& transaction, std::int64_t destination, const HeldObject& object) {
    transaction.execute(note_found_again_sql, {destination, object.sop_instance_uid, object.sha256});
}

}  // namespace kinote::database
