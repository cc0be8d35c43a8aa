#include "database/tombstone_table.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace kinote::database {
namespace {

constexpr Statement set_tombstone_sql{R"(
    INSERT INTO tombstone (sop_instance_uid, study_instance_uid, series_instance_uid, sop_class_uid, mark_cause, marked_by,
                           marked_ms, purged_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (sop_instance_uid) DO UPDATE
       SET study_instance_uid = excluded.study_instance_uid, series_instance_uid = excluded.series_instance_uid,
           sop_class_uid = excluded.sop_class_uid, mark_cause = excluded.mark_cause, marked_by = excluded.marked_by,
           marked_ms = excluded.marked_ms, purged_ms = excluded.purged_ms)"};

constexpr Statement hold_tombstone_sql{
    "SELECT mark_cause, marked_by FROM tombstone WHERE sop_instance_uid = $1 {for_no_key_update}"};
constexpr Statement mark_sql{R"(
    UPDATE instance SET marked_ms = $2, marked_by = $3, mark_cause = $4 WHERE id = $1)"};
constexpr Statement note_mark_tombstone_sql{R"(
    UPDATE study SET has_marks = 1 WHERE id = (SELECT i.study FROM instance i WHERE i.id = $1) AND has_marks = 0)"};

// What came again lies behind its tombstone, and is marked as that has it.
constexpr Statement has_returned_sql{R"(
    SELECT 1 FROM tombstone t JOIN instance i ON i.sop_instance_uid = t.sop_instance_uid
     WHERE t.study_instance_uid = $1 AND i.marked_ms IS NOT NULL LIMIT 1)"};
constexpr Statement add_mark_sql{R"(
    INSERT INTO deletion (level, subject, study_instance_uid, state, marked_by, marked_ms)
    VALUES ($1, $2, $3, 'undone', '', $4)
    RETURNING id)"};
constexpr Statement remove_mark_sql{"DELETE FROM deletion WHERE id = $1"};
constexpr Statement gather_object_sql{R"(
    UPDATE instance SET mark_cause = $1
     WHERE study = (SELECT s.id FROM study s WHERE s.study_instance_uid = $2) AND sop_instance_uid = $3
       AND EXISTS (SELECT 1 FROM tombstone t WHERE t.sop_instance_uid = instance.sop_instance_uid
                      AND t.mark_cause = instance.mark_cause))"};
constexpr Statement gather_series_sql{R"(
    UPDATE instance SET mark_cause = $1
     WHERE series IN (SELECT e.id FROM series e JOIN study s ON s.id = e.study
                       WHERE s.study_instance_uid = $2 AND e.series_instance_uid = $3)
       AND EXISTS (SELECT 1 FROM tombstone t WHERE t.sop_instance_uid = instance.sop_instance_uid
                      AND t.mark_cause = instance.mark_cause))"};
constexpr Statement gather_study_sql{R"(
    UPDATE instance SET mark_cause = $1
     WHERE study = (SELECT s.id FROM study s WHERE s.study_instance_uid = $2)
       AND EXISTS (SELECT 1 FROM tombstone t WHERE t.sop_instance_uid = instance.sop_instance_uid
                      AND t.mark_cause = instance.mark_cause))"};
constexpr Statement gather_tombstones_sql{R"(
    UPDATE tombstone SET mark_cause = $1
     WHERE sop_instance_uid IN (SELECT i.sop_instance_uid FROM instance i WHERE i.mark_cause = $1))"};

constexpr Statement pass_on_sql{R"(
    UPDATE tombstone
       SET mark_cause = coalesce((
           SELECT min('deletion ' || d.id) FROM deletion d
            WHERE d.state = 'marked' AND d.study_instance_uid = tombstone.study_instance_uid
              AND d.marked_ms >= tombstone.marked_ms
              AND (d.level = 'object' AND d.subject = tombstone.sop_instance_uid
                   OR d.level = 'series' AND d.subject = tombstone.series_instance_uid
                   OR d.level = 'study' AND d.subject = tombstone.study_instance_uid)), mark_cause)
     WHERE mark_cause = $1)"};
constexpr Statement forget_tombstone_sql{"DELETE FROM tombstone WHERE mark_cause = $1"};
constexpr Statement forget_notes_sql{"DELETE FROM note WHERE mark_cause = $1 AND purged_ms IS NOT NULL"};

std::int64_t gather(Transaction& transaction, const DeletionTarget& target, const std::string& cause) {
    switch (target.level) {
        case DeletionLevel::note: return 0;
        case DeletionLevel::object:
            return transaction.change(gather_object_sql, {cause, target.study_instance_uid, target.subject});
        case DeletionLevel::series:
            return transaction.change(gather_series_sql, {cause, target.study_instance_uid, target.subject});
        case DeletionLevel::study: return transaction.change(gather_study_sql, {cause, target.study_instance_uid});
    }
    std::abort();
}

}  // namespace

void set_tombstone(Transaction& transaction, const PurgedObject& object, std::int64_t now_ms) {
    transaction.execute(set_tombstone_sql,
                        {object.sop_instance_uid, object.study_instance_uid, object.series_instance_uid,
                         object.sop_class_uid, object.mark_cause, object.marked_by, object.marked_ms, now_ms});
}

bool mark_returned(Transaction& transaction, std::int64_t instance, std::string_view sop_instance_uid,
                   std::int64_t now_ms) {
    std::string cause;
    std::string by;
    {
        Rows row = transaction.query(hold_tombstone_sql, {sop_instance_uid});
        if (!row.next()) return false;
        cause = row.string(0);
        by = row.string(1);
    }
    transaction.execute(mark_sql, {instance, now_ms, by, cause});
    transaction.execute(note_mark_tombstone_sql, {instance});
    return true;
}

bool has_returned_objects(Connection& connection, std::string_view study_instance_uid) {
    return connection.query(has_returned_sql, {study_instance_uid}).next();
}

std::optional<std::int64_t> gather_returned(Transaction& transaction, const DeletionTarget& target,
                                            std::int64_t now_ms) {
    std::int64_t mark = 0;
    {
        Rows row = transaction.query(add_mark_sql,
                                     {to_string(target.level), target.subject, target.study_instance_uid, now_ms});
        row.next();
        mark = row.integer(0);
    }
    const std::string cause = fmt::format("deletion {}", mark);
    if (gather(transaction, target, cause) == 0) {
        transaction.execute(remove_mark_sql, {mark});
        return std::nullopt;
    }
    transaction.execute(gather_tombstones_sql, {cause});
    return mark;
}

std::int64_t forget_tombstones(Transaction& transaction, std::string_view mark_cause) {
    transaction.execute(pass_on_sql, {mark_cause});
    transaction.execute(forget_notes_sql, {mark_cause});
    return transaction.change(forget_tombstone_sql, {mark_cause});
}

}  // namespace kinote::database
