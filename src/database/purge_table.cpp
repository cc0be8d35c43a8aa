#include "database/purge_table.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "database/cache_meter_table.hpp"
#include "database/cached_study_table.hpp"
#include "database/creatable_note.hpp"
#include "database/file_removal_table.hpp"
#include "database/lists.hpp"
#include "database/tombstone_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_objects_sql{R"(
    SELECT i.id, i.sop_instance_uid, s.study_instance_uid
      FROM instance i JOIN study s ON s.id = i.study
     WHERE i.marked_ms <= $1
     ORDER BY i.marked_ms, i.id LIMIT $2)"};
constexpr Statement look_sql{R"(
    SELECT i.sop_instance_uid, s.study_instance_uid, e.series_instance_uid, i.sop_class_uid, i.mark_cause, i.marked_by,
           i.marked_ms, i.size, i.path
      FROM instance i JOIN study s ON s.id = i.study JOIN series e ON e.id = i.series
     WHERE i.id = $1 AND i.marked_ms <= $2)"};
constexpr Statement remove_object_sql{"DELETE FROM instance WHERE id = $1"};
constexpr Statement remove_refused_sql{R"(
    DELETE FROM refused_object WHERE sop_instance_uid = $1 RETURNING path, size)"};
constexpr Statement subtract_refused_sql{"UPDATE refused_total SET kept_bytes = kept_bytes - $1 WHERE id = 1"};

constexpr Statement find_notes_sql{R"(
    SELECT n.id, n.uuid, v.study_instance_uid
      FROM note n JOIN note_version v ON v.note = n.id AND v.state <> 'superseded'
     WHERE n.marked_ms <= $1 AND n.purged_ms IS NULL
       AND NOT EXISTS (SELECT 1 FROM note_version o JOIN kosd k ON k.note_version = o.id WHERE o.note = n.id)
       AND NOT EXISTS (SELECT 1 FROM note j WHERE j.same_as = n.id)
     ORDER BY n.marked_ms, n.id LIMIT $2)"};
constexpr Statement look_at_note_sql{R"(
    SELECT n.source FROM note n
     WHERE n.id = $1 AND n.marked_ms <= $2 AND n.purged_ms IS NULL
       AND NOT EXISTS (SELECT 1 FROM note_version o JOIN kosd k ON k.note_version = o.id WHERE o.note = n.id)
       AND NOT EXISTS (SELECT 1 FROM note j WHERE j.same_as = n.id))"};
constexpr Statement purge_note_sql{"DELETE FROM note WHERE id = $1"};
constexpr Statement remove_old_versions_sql{"DELETE FROM note_version WHERE note = $1 AND state = 'superseded'"};
constexpr Statement remove_references_purge_sql{
    "DELETE FROM note_reference WHERE note_version IN (SELECT v.id FROM note_version v WHERE v.note = $1)"};
constexpr Statement remove_links_sql{
    "DELETE FROM note_study WHERE note_version IN (SELECT v.id FROM note_version v WHERE v.note = $1)"};
constexpr Statement remove_sources_sql{
    "DELETE FROM kosd_source WHERE note_version IN (SELECT v.id FROM note_version v WHERE v.note = $1)"};
constexpr Statement silence_sql{R"(
    UPDATE note_version
       SET modifiers = '[]', description = NULL, language = NULL, author = NULL, observers = '[]', made_ms = NULL,
           made_at = NULL, selection_digest = '', findings = '[]', kosd_sop_instance_uid = NULL
     WHERE note = $1)"};
constexpr Statement note_purged_sql{
    "UPDATE note SET purged_ms = $2, same_as = NULL, same_as_because = NULL WHERE id = $1"};

constexpr Statement marked_studies_sql{R"(
    SELECT one_study.id, one_study.patient, CASE WHEN
           EXISTS (SELECT 1 FROM instance i WHERE i.study = one_study.id)
           OR EXISTS (SELECT 1 FROM note_study ns WHERE ns.study = one_study.id)
           OR EXISTS (SELECT 1 FROM rejection_note r WHERE r.study = one_study.id)
           OR EXISTS (SELECT 1 FROM sent_delivery d WHERE d.study_instance_uid = one_study.study_instance_uid)
           OR EXISTS (SELECT 1 FROM withdrawal w WHERE w.study_instance_uid = one_study.study_instance_uid
                         AND w.state = 'open') THEN 0 ELSE 1 END
      FROM (SELECT id, patient, study_instance_uid FROM study WHERE has_marks = 1 AND id > $1
             ORDER BY id LIMIT $2) AS one_study
     ORDER BY one_study.id)"};
constexpr Statement hold_empty_study_sql{R"(
    SELECT 1 FROM study WHERE id = $1 {for_update})"};
constexpr Statement is_used_sql{R"(
    SELECT 1 WHERE EXISTS (SELECT 1 FROM instance i WHERE i.study = $1)
                OR EXISTS (SELECT 1 FROM note_study ns WHERE ns.study = $1))"};
constexpr Statement remove_change_sql{"DELETE FROM study_change WHERE study = $1"};
constexpr Statement remove_series_sql{"DELETE FROM series WHERE study = $1"};
constexpr Statement remove_study_sql{"DELETE FROM study WHERE id = $1"};
constexpr Statement remove_patient_sql{R"(
    DELETE FROM patient WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM study s WHERE s.patient = $1))"};

constexpr Statement overdue_objects_sql{R"(
    SELECT s.study_instance_uid, one_marked.mark_cause, count(*), 0, min(one_marked.marked_ms)
      FROM (SELECT study, mark_cause, marked_ms FROM instance WHERE marked_ms <= $1
             ORDER BY marked_ms, id LIMIT $2) AS one_marked JOIN study s ON s.id = one_marked.study
     GROUP BY s.study_instance_uid, one_marked.mark_cause
     ORDER BY min(one_marked.marked_ms), s.study_instance_uid)"};
constexpr Statement overdue_notes_sql{R"(
    SELECT v.study_instance_uid, one_marked.mark_cause, 0, count(*), min(one_marked.marked_ms)
      FROM (SELECT id, mark_cause, marked_ms FROM note WHERE marked_ms <= $1 AND purged_ms IS NULL
             ORDER BY marked_ms, id LIMIT $2) AS one_marked
      JOIN note_version v ON v.note = one_marked.id AND v.state <> 'superseded'
     GROUP BY v.study_instance_uid, one_marked.mark_cause
     ORDER BY min(one_marked.marked_ms), v.study_instance_uid)"};

// What the row says now.
struct Looked {
    PurgedObject object;
    std::int64_t size = 0;
    std::optional<std::string> path;
};
std::optional<Looked> look_at(Transaction& transaction, std::int64_t instance, std::int64_t marked_ms) {
    Rows row = transaction.query(look_sql, {instance, marked_ms});
    if (!row.next()) return std::nullopt;
    return Looked{
        {row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5), row.integer(6)},
        row.integer(7),
        row.optional_string(8)};
}

void remove_refused(Transaction& transaction, std::string_view sop_instance_uid, std::int64_t now_ms) {
    std::vector<std::string> paths;
    std::int64_t kept = 0;
    {
        Rows rows = transaction.query(remove_refused_sql, {sop_instance_uid});
        while (rows.next()) {
            if (rows.is_null(0)) continue;
            paths.push_back(rows.string(0));
            kept += rows.integer(1);
        }
    }
    if (kept > 0) transaction.execute(subtract_refused_sql, {kept});
    for (const std::string& path : paths) list_file_removal(transaction, path, now_ms);
}

void count_in(std::vector<PurgeReach>& reach, const Looked& looked) {
    const PurgedObject& object = looked.object;
    auto at = std::ranges::find_if(reach, [&object](const PurgeReach& one) {
        return one.mark_cause == object.mark_cause && one.study_instance_uid == object.study_instance_uid;
    });
    if (at == reach.end()) at = reach.insert(at, {object.mark_cause, object.study_instance_uid});
    ++at->objects;
    at->bytes += looked.size;
}

void hold_studies_of(Transaction& transaction, const std::vector<PurgeableObject>& objects) {
    std::vector<std::string_view> studies;
    studies.reserve(objects.size());
    for (const PurgeableObject& object : objects) studies.emplace_back(object.study_instance_uid);
    std::ranges::sort(studies);
    const auto repeated = std::ranges::unique(studies);
    studies.erase(repeated.begin(), repeated.end());
    hold_studies(transaction, studies);
}

void read_overdue(Rows rows, std::vector<OverdueDeletion>& overdue) {
    while (rows.next()) {
        const std::string study = rows.string(0);
        const std::string cause = rows.string(1);
        auto at = std::ranges::find_if(overdue, [&](const OverdueDeletion& one) {
            return one.study_instance_uid == study && one.mark_cause == cause;
        });
        if (at == overdue.end()) at = overdue.insert(at, {study, cause, 0, 0, rows.integer(4)});
        at->objects += rows.integer(2);
        at->notes += rows.integer(3);
        at->marked_ms = std::min(at->marked_ms, rows.integer(4));
    }
}

}  // namespace

std::vector<PurgeableObject> find_purgeable_objects(Connection& connection, std::int64_t marked_ms,
                                                    std::int64_t limit) {
    std::vector<PurgeableObject> objects;
    Rows rows = connection.query(find_objects_sql, {marked_ms, limit});
    while (rows.next()) objects.push_back({rows.integer(0), rows.string(1), rows.string(2)});
    return objects;
}

std::vector<PurgeReach> purge_objects(Transaction& transaction, const std::vector<PurgeableObject>& objects,
                                      std::int64_t marked_ms, std::int64_t now_ms) {
    hold_studies_of(transaction, objects);
    std::vector<PurgeReach> reach;
    for (const PurgeableObject& object : objects) {
        const auto looked = look_at(transaction, object.instance, marked_ms);
        if (!looked) continue;
        set_tombstone(transaction, looked->object, now_ms);
        if (looked->path) list_file_removal(transaction, *looked->path, now_ms);
        remove_refused(transaction, object.sop_instance_uid, now_ms);
        transaction.execute(remove_object_sql, {object.instance});
        count_in(reach, *looked);
    }
    for (const PurgeReach& one : reach) add_cache_change(transaction, one.study_instance_uid, now_ms);
    turn_back_cache_meter(transaction);
    return reach;
}

std::vector<PurgeableNote> find_purgeable_notes(Connection& connection, std::int64_t marked_ms, std::int64_t limit) {
    std::vector<PurgeableNote> notes;
    Rows rows = connection.query(find_notes_sql, {marked_ms, limit});
    while (rows.next()) notes.push_back({rows.integer(0), rows.string(1), rows.string(2)});
    return notes;
}

bool purge_note(Transaction& transaction, const PurgeableNote& note, std::int64_t marked_ms, std::int64_t now_ms) {
    hold_studies(transaction, {note.study_instance_uid});
    bool is_of_legacy_source = false;
    {
        Rows row = transaction.query(look_at_note_sql, {note.note, marked_ms});
        if (!row.next()) return false;
        is_of_legacy_source = row.text(0) == "legacy";
    }
    if (!is_of_legacy_source) {
        transaction.execute(purge_note_sql, {note.note});
        return true;
    }
    for (const Statement* statement : {&remove_old_versions_sql, &remove_references_purge_sql, &remove_links_sql,
                                       &remove_sources_sql, &silence_sql}) {
        transaction.execute(*statement, {note.note});
    }
    transaction.execute(note_purged_sql, {note.note, now_ms});
    return true;
}

EmptiedStudies remove_emptied_studies(Transaction& transaction, std::int64_t after, std::int64_t limit) {
    struct Empty {
        std::int64_t study = 0;
        std::int64_t patient = 0;
    };
    EmptiedStudies emptied;
    std::vector<Empty> empty;
    {
        Rows rows = transaction.query(marked_studies_sql, {after, limit});
        while (rows.next()) {
            emptied.last = rows.integer(0);
            if (rows.integer(2) != 0) empty.push_back({rows.integer(0), rows.integer(1)});
        }
    }
    for (const Empty& one : empty) {
        transaction.query(hold_empty_study_sql, {one.study}).next();  // what came meanwhile is seen behind it
        if (transaction.query(is_used_sql, {one.study}).next()) continue;
        for (const Statement* statement : {&remove_change_sql, &remove_series_sql, &remove_study_sql}) {
            transaction.execute(*statement, {one.study});
        }
        forget_cached_study(transaction, one.study);
        transaction.execute(remove_patient_sql, {one.patient});
        ++emptied.removed;
    }
    return emptied;
}

std::vector<OverdueDeletion> list_overdue(Connection& connection, std::int64_t marked_ms, std::int64_t limit) {
    std::vector<OverdueDeletion> overdue;
    read_overdue(connection.query(overdue_objects_sql, {marked_ms, limit}), overdue);
    read_overdue(connection.query(overdue_notes_sql, {marked_ms, limit}), overdue);
    std::ranges::stable_sort(overdue, {}, &OverdueDeletion::marked_ms);
    return overdue;
}

}  // namespace kinote::database
