#include "database/deletion_table.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "base/error.hpp"
#include "database/cache_meter_table.hpp"
#include "database/lists.hpp"
#include "database/rejection_table.hpp"
#include "database/study_bulk_table.hpp"
#include "database/tombstone_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement hold_study_deletion_sql{"SELECT id FROM study WHERE study_instance_uid = $1 {for_no_key_update}"};
constexpr Statement add_deletion_sql{R"(
    INSERT INTO deletion (level, subject, study_instance_uid, state, marked_by, marked_ms)
    VALUES ($1, $2, $3, 'marked', $4, $5)
    ON CONFLICT DO NOTHING
    RETURNING id)"};
constexpr Statement find_deletion_sql{R"(
    SELECT id FROM deletion WHERE level = $1 AND subject = $2 AND study_instance_uid = $3 AND state = 'marked')"};
constexpr Statement undo_sql{R"(
    UPDATE deletion SET state = 'undone'
     WHERE level = $1 AND subject = $2 AND study_instance_uid = $3 AND state = 'marked'
    RETURNING id)"};
constexpr Statement remove_deletion_sql{"DELETE FROM deletion WHERE id = $1"};

// What each level chooses, each with the mark as $1 to $3.
constexpr Statement mark_object_sql{R"(
    UPDATE instance SET marked_ms = $1, marked_by = $2, mark_cause = $3
     WHERE study = $4 AND sop_instance_uid = $5 AND marked_ms IS NULL)"};
constexpr Statement mark_series_sql{R"(
    UPDATE instance SET marked_ms = $1, marked_by = $2, mark_cause = $3
     WHERE series IN (SELECT id FROM series WHERE study = $4 AND series_instance_uid = $5) AND marked_ms IS NULL)"};
constexpr Statement mark_study_sql{R"(
    UPDATE instance SET marked_ms = $1, marked_by = $2, mark_cause = $3 WHERE study = $4 AND marked_ms IS NULL)"};
constexpr Statement mark_kosds_of_note_sql{R"(
    UPDATE instance SET marked_ms = $1, marked_by = $2, mark_cause = $3
     WHERE marked_ms IS NULL
       AND id IN (SELECT k.instance FROM note_version v JOIN kosd k ON k.note_version = v.id
                   WHERE v.note IN (SELECT id FROM note WHERE uuid = $4
                                    UNION ALL SELECT o.id FROM note o JOIN note n ON n.id = o.same_as
                                     WHERE n.uuid = $4)))"};

constexpr Statement mark_note_sql{R"(
    UPDATE note SET marked_ms = $1, marked_by = $2, mark_cause = $3
     WHERE marked_ms IS NULL
       AND id IN (SELECT id FROM note WHERE uuid = $4
                  UNION ALL SELECT o.id FROM note o JOIN note n ON n.id = o.same_as WHERE n.uuid = $4)
    RETURNING id)"};
// A note goes with the KOSD that carries its current version; one that came in several documents with the last of them.
constexpr Statement mark_notes_of_kosds_sql{R"(
    UPDATE note SET marked_ms = $1, marked_by = $2, mark_cause = $3
     WHERE marked_ms IS NULL
       AND id IN (SELECT v.note FROM instance i JOIN kosd k ON k.instance = i.id
                    JOIN note_version v ON v.id = k.note_version
                   WHERE i.mark_cause = $3 AND v.state = 'current'
                     AND (SELECT d.note FROM documented_note d WHERE d.note = v.note LIMIT 1) IS NULL)
    RETURNING id)"};
// With a note go all KOSDs that were made here of it, in whatever study, and those of its earlier versions. Of
// documents that came none is left that is visible: one that is rejected brings the note back when that is taken back.
constexpr Statement mark_kosds_of_notes_sql{R"(
    UPDATE instance SET marked_ms = $1, marked_by = $2, mark_cause = $3
     WHERE marked_ms IS NULL
       AND id IN (SELECT k.instance FROM note n JOIN note_version v ON v.note = n.id JOIN kosd k ON k.note_version = v.id
                   WHERE n.mark_cause = $3
                     AND (v.state <> 'current' OR EXISTS (SELECT 1 FROM kosd_source c WHERE c.note_version = v.id))))"};
constexpr Statement mark_notes_of_study_sql{R"(
    UPDATE note SET marked_ms = $1, marked_by = $2, mark_cause = $3
     WHERE marked_ms IS NULL
       AND id IN (SELECT v.note FROM note_study ns JOIN note_version v ON v.id = ns.note_version
                    JOIN study s ON s.id = ns.study
                   WHERE ns.study = $4 AND v.study_instance_uid = s.study_instance_uid
                     AND (SELECT d.note FROM documented_note d WHERE d.note = v.note LIMIT 1) IS NULL)
    RETURNING id)"};

// A note that went with the last of its documents, by whatever mark, comes back with the first of them.
constexpr Statement take_notes_back_sql{R"(
    UPDATE note SET mark_cause = $1
     WHERE mark_cause <> $1
       AND id IN (SELECT v.note FROM instance i JOIN kosd k ON k.instance = i.id
                    JOIN note_version v ON v.id = k.note_version
                   WHERE i.mark_cause = $1 AND v.state = 'current'
                     AND NOT EXISTS (SELECT 1 FROM kosd_source c WHERE c.note_version = v.id)))"};
// What another mark covers as well stays hidden, as that one's: an object that was here when that mark was made.
constexpr Statement pass_on_objects_sql{R"(
    UPDATE instance
       SET mark_cause = coalesce((
           SELECT min('deletion ' || d.id)
             FROM deletion d JOIN series e ON e.id = instance.series JOIN study s ON s.id = instance.study
            WHERE d.state = 'marked' AND d.marked_ms >= instance.stored_ms
              AND d.study_instance_uid = s.study_instance_uid
              AND (d.level = 'object' AND d.subject = instance.sop_instance_uid
                   OR d.level = 'series' AND d.subject = e.series_instance_uid
                   OR d.level = 'study' AND d.subject = s.study_instance_uid)), mark_cause)
     WHERE mark_cause = $1)"};
// One of which a document is about to be seen is covered by a mark of its own alone.
constexpr Statement pass_on_notes_sql{R"(
    UPDATE note
       SET mark_cause = coalesce((
           SELECT min('deletion ' || d.id) FROM deletion d
            WHERE d.state = 'marked' AND d.level = 'note' AND d.marked_ms >= note.created_ms
              AND d.subject IN (note.uuid, (SELECT j.uuid FROM note j WHERE j.id = note.same_as))),
           CASE WHEN NOT EXISTS (
               SELECT 1 FROM note_version v JOIN kosd k ON k.note_version = v.id JOIN instance i ON i.id = k.instance
                WHERE v.note = note.id AND v.state = 'current' AND (i.marked_ms IS NULL OR i.mark_cause = $1)
                  AND NOT EXISTS (SELECT 1 FROM kosd_source c WHERE c.note_version = v.id))
           THEN coalesce((
               SELECT min('deletion ' || d.id)
                 FROM note_version v JOIN deletion d ON d.subject = v.study_instance_uid
                WHERE v.note = note.id AND v.state = 'current' AND d.state = 'marked' AND d.level = 'study'
                  AND d.marked_ms >= note.created_ms), (
               SELECT min(i.mark_cause)
                 FROM note_version v JOIN kosd k ON k.note_version = v.id JOIN instance i ON i.id = k.instance
                WHERE v.note = note.id AND v.state = 'current' AND i.mark_cause <> $1)) END, mark_cause)
     WHERE mark_cause = $1)"};
constexpr Statement follow_notes_sql{R"(
    UPDATE instance
       SET mark_cause = coalesce((
           SELECT min(n.mark_cause)
             FROM kosd k JOIN note_version v ON v.id = k.note_version JOIN note n ON n.id = v.note
            WHERE k.instance = instance.id AND n.mark_cause <> $1), mark_cause)
     WHERE mark_cause = $1)"};
constexpr Statement unmark_objects_sql{R"(
    UPDATE instance SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL
     WHERE mark_cause = $1)"};
constexpr Statement unmark_notes_sql{R"(
    UPDATE note SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL
     WHERE mark_cause = $1
    RETURNING id)"};

// Of those that a rejection hides, what comes back may be a document that shows them.
constexpr Statement rejected_notes_sql{R"(
    SELECT DISTINCT v.note
      FROM instance i JOIN kosd k ON k.instance = i.id JOIN note_version v ON v.id = k.note_version
      JOIN note n ON n.id = v.note
     WHERE i.mark_cause = $1 AND v.state = 'current' AND n.withheld = 'rejected')"};

constexpr Statement studies_deletion_sql{R"(
    SELECT DISTINCT s.study_instance_uid FROM instance i JOIN study s ON s.id = i.study
     WHERE i.mark_cause = $1 ORDER BY s.study_instance_uid)"};

constexpr Statement note_marks_sql{"UPDATE study SET has_marks = 1 WHERE id {in_ids} AND has_marks = 0"};

constexpr Statement marks_of_study_sql{R"(
    SELECT i.mark_cause, i.marked_by, count(*), min(i.marked_ms), max(i.marked_ms)
      FROM instance i
     WHERE i.study = (SELECT s.id FROM study s WHERE s.study_instance_uid = $1) AND i.marked_ms IS NOT NULL
     GROUP BY i.mark_cause, i.marked_by
     ORDER BY min(i.marked_ms), i.mark_cause)"};
constexpr Statement list_deletion_sql{R"(
    SELECT d.id, d.level, d.subject, d.study_instance_uid, d.marked_by, d.marked_ms,
           (SELECT count(*) FROM instance i WHERE i.mark_cause = 'deletion ' || d.id),
           (SELECT count(*) FROM tombstone t WHERE t.mark_cause = 'deletion ' || d.id)
      FROM deletion d WHERE d.state = 'marked'
     ORDER BY d.id DESC LIMIT $1 OFFSET $2)"};
constexpr Statement list_deletion_of_study_sql{R"(
    SELECT d.id, d.level, d.subject, d.study_instance_uid, d.marked_by, d.marked_ms,
           (SELECT count(*) FROM instance i WHERE i.mark_cause = 'deletion ' || d.id),
           (SELECT count(*) FROM tombstone t WHERE t.mark_cause = 'deletion ' || d.id)
      FROM deletion d WHERE d.study_instance_uid = $3 AND d.state = 'marked'
     ORDER BY d.id DESC LIMIT $1 OFFSET $2)"};

std::optional<std::int64_t> read_id(Rows rows) { return rows.next() ? std::optional{rows.integer(0)} : std::nullopt; }

std::vector<std::string> read_studies(Rows rows) {
    std::vector<std::string> studies;
    while (rows.next()) studies.push_back(rows.string(0));
    return studies;
}

std::int64_t hold_study(Transaction& transaction, std::string_view study_instance_uid) {
    const auto study = read_id(transaction.query(hold_study_deletion_sql, {study_instance_uid}));
    if (study) return *study;
    throw base::Error{base::ErrorKind::not_found, "no such study is known here"};
}

std::string cause_of(std::int64_t deletion) { return fmt::format("deletion {}", deletion); }

// A mark on its way to the rows.
struct Mark {
    std::int64_t now_ms = 0;
    std::string_view by;
    std::string cause;
    std::int64_t study = 0;
};

std::int64_t mark_objects(Transaction& transaction, const DeletionTarget& target, const Mark& mark) {
    switch (target.level) {
        case DeletionLevel::note:
            return transaction.change(mark_kosds_of_note_sql, {mark.now_ms, mark.by, mark.cause, target.subject});
        case DeletionLevel::object:
            return transaction.change(mark_object_sql, {mark.now_ms, mark.by, mark.cause, mark.study, target.subject});
        case DeletionLevel::series:
            return transaction.change(mark_series_sql, {mark.now_ms, mark.by, mark.cause, mark.study, target.subject});
        case DeletionLevel::study:
            return transaction.change(mark_study_sql, {mark.now_ms, mark.by, mark.cause, mark.study});
    }
    std::abort();
}

std::vector<std::int64_t> mark_notes(Transaction& transaction, const DeletionTarget& target, const Mark& mark) {
    if (target.level == DeletionLevel::note) {
        return read_ids(transaction.query(mark_note_sql, {mark.now_ms, mark.by, mark.cause, target.subject}));
    }
    std::vector<std::int64_t> notes =
        read_ids(transaction.query(mark_notes_of_kosds_sql, {mark.now_ms, mark.by, mark.cause}));
    if (target.level == DeletionLevel::study) {
        const auto filed =
            read_ids(transaction.query(mark_notes_of_study_sql, {mark.now_ms, mark.by, mark.cause, mark.study}));
        notes.insert(notes.end(), filed.begin(), filed.end());
    }
    return notes;
}

// A note stays hidden for as long as all its documents are, and a KOSD for as long as its note is.
void pass_on(Transaction& transaction, const std::string& cause) {
    transaction.execute(take_notes_back_sql, {cause});
    transaction.execute(pass_on_objects_sql, {cause});
    transaction.execute(pass_on_notes_sql, {cause});
    transaction.execute(follow_notes_sql, {cause});
}

// What is hidden of a study as a whole.
std::string_view whole_study(const DeletionTarget& target) {
    return target.level == DeletionLevel::study ? target.study_instance_uid : std::string_view{};
}

// @return every study that one of the notes refers to.
std::vector<std::int64_t> recount(Transaction& transaction, const std::vector<std::int64_t>& notes) {
    std::vector<std::int64_t> studies = studies_of_notes(transaction.connection(), notes);
    recount_studies(transaction, studies);
    return studies;
}

}  // namespace

std::string_view to_string(DeletionLevel level) {
    switch (level) {
        case DeletionLevel::note: return "note";
        case DeletionLevel::object: return "object";
        case DeletionLevel::series: return "series";
        case DeletionLevel::study: return "study";
    }
    std::abort();
}

std::optional<DeletionReach> mark_for_deletion(Transaction& transaction, const DeletionTarget& target,
                                               std::string_view by, std::int64_t now_ms) {
    const std::int64_t study = hold_study(transaction, target.study_instance_uid);
    const auto added = read_id(transaction.query(
        add_deletion_sql, {to_string(target.level), target.subject, target.study_instance_uid, by, now_ms}));
    // What came behind an earlier mark goes with it.
    const auto deletion = added ? added
                                : read_id(transaction.query(find_deletion_sql, {to_string(target.level), target.subject,
                                                                                target.study_instance_uid}));
    if (!deletion) throw base::Error{base::ErrorKind::unavailable, "the mark is being taken back at this moment"};
    const Mark mark{now_ms, by, cause_of(*deletion), study};
    DeletionReach reach;
    reach.mark_cause = mark.cause;
    reach.objects = mark_objects(transaction, target, mark);
    reach.studies = read_studies(transaction.query(studies_deletion_sql, {mark.cause}));
    reach.jobs = give_up_registrations(transaction, mark.cause, now_ms);
    const std::vector<std::int64_t> notes = mark_notes(transaction, target, mark);
    reach.notes = static_cast<std::int64_t>(notes.size());
    if (!notes.empty()) {
        reach.objects += transaction.change(mark_kosds_of_notes_sql, {now_ms, by, mark.cause});
        reach.jobs += give_up_registrations(transaction, mark.cause, now_ms);
    }
    reach.jobs += give_up_marked_creations(transaction, mark.cause, notes, now_ms);
    close_exceptions_of_marked(transaction, mark.cause, whole_study(target), now_ms);
    if (reach.objects == 0 && notes.empty()) {
        if (added) transaction.execute(remove_deletion_sql, {*added});
        return std::nullopt;
    }
    std::vector<std::int64_t> studies = recount(transaction, notes);
    studies.push_back(study);
    transaction.execute(note_marks_sql, {id_list(transaction.connection().engine(), studies)});
    add_cache_changes(transaction, studies, now_ms);
    for (const std::string& other : reach.studies) {
        if (other != target.study_instance_uid) add_cache_change(transaction, other, now_ms);
    }
    return reach;
}

std::optional<DeletionReach> undo_deletion(Transaction& transaction, const DeletionTarget& target,
                                           std::int64_t now_ms) {
    transaction.execute(hold_study_deletion_sql, {target.study_instance_uid});  // none where all of it is purged
    auto deletion =
        read_id(transaction.query(undo_sql, {to_string(target.level), target.subject, target.study_instance_uid}));
    if (!deletion) deletion = gather_returned(transaction, target, now_ms);
    if (!deletion) return std::nullopt;
    const std::string cause = cause_of(*deletion);
    DeletionReach reach;
    reach.purged = forget_tombstones(transaction, cause);  // before the objects: see mark_returned()
    pass_on(transaction, cause);
    reach.unregistered_kosds = reopen_kosds(transaction, cause);
    reach.creations = take_back_creations(transaction, cause);
    reopen_exceptions(transaction, cause, whole_study(target));
    reach.studies = read_studies(transaction.query(studies_deletion_sql, {cause}));
    const std::vector<std::int64_t> rejected = read_ids(transaction.query(rejected_notes_sql, {cause}));
    reach.objects = transaction.change(unmark_objects_sql, {cause});
    const std::vector<std::int64_t> notes = read_ids(transaction.query(unmark_notes_sql, {cause}));
    reach.notes = static_cast<std::int64_t>(notes.size());
    add_cache_changes(transaction, recount(transaction, notes), now_ms);
    for (const std::string& study : reach.studies) add_cache_change(transaction, study, now_ms);
    judge_notes(transaction, rejected);
    return reach;
}

std::vector<MarkOnStudy> list_marks_of_study(Connection& connection, std::string_view study_instance_uid) {
    std::vector<MarkOnStudy> marks;
    Rows rows = connection.query(marks_of_study_sql, {study_instance_uid});
    while (rows.next()) {
        marks.push_back({rows.string(0), rows.string(1), rows.integer(2), rows.integer(3), rows.integer(4)});
    }
    return marks;
}

std::vector<MarkedDeletion> list_deletions(Connection& connection, std::int64_t limit, std::int64_t offset,
                                           std::string_view study_instance_uid) {
    std::vector<MarkedDeletion> found;
    Rows rows = study_instance_uid.empty()
                    ? connection.query(list_deletion_sql, {limit, offset})
                    : connection.query(list_deletion_of_study_sql, {limit, offset, study_instance_uid});
    while (rows.next()) {
        found.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4),
                         rows.integer(5), rows.integer(6), rows.integer(7)});
    }
    return found;
}

}  // namespace kinote::database
