#pragma once
// The table `deletion`, and the marks that it puts on objects and notes. Whatever is marked is out of every view of
// what is visible at the commit.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/marked_work.hpp"

namespace kinote::database {

enum class DeletionLevel { note, object, series, study };

[[nodiscard]] std::string_view to_string(DeletionLevel level);

/// What is to be marked, or was.
struct DeletionTarget {
    DeletionLevel level = DeletionLevel::object;
    std::string_view subject;             ///< the note's uuid, or the UID of the object, series or study
    std::string_view study_instance_uid;  ///< that it lies in
};

/// What a mark or its undoing touched.
struct DeletionReach {
    std::int64_t objects = 0;
    std::int64_t notes = 0;
    std::int64_t jobs = 0;                        ///< abandoned by a mark
    std::int64_t purged = 0;                      ///< objects that an undoing comes too late for: see undo_deletion()
    std::string mark_cause;                       ///< of the objects that were marked
    std::vector<std::string> studies;             ///< that the objects lie in: Study Instance UIDs
    std::vector<std::string> unregistered_kosds;  ///< that an undoing shows again: SOP Instance UIDs
    std::vector<GivenUpCreation> creations;       ///< of notes that an undoing shows again
};

/// Marks what the target names and what goes with it: with a note what is shown as it and their KOSDs, with a KOSD the
/// note that it carries, unless that came in another document, too, which is visible; with a study the notes that are
/// filed in it, with the same reserve. What is marked already keeps its mark. Jobs that register a marked KOSD are
/// abandoned, one in progress too, whose writes then fail as a whole, and jobs that make one of a marked note; their
/// exceptions are closed, and those of what is marked. The study's row is locked first, so that no registration slips
/// between.
/// @return absent where nothing of it is visible or withheld. @throws Error not_found where the study is not known.
[[nodiscard]] std::optional<DeletionReach> mark_for_deletion(Transaction& transaction, const DeletionTarget& target,
                                                             std::string_view by, std::int64_t now_ms);
/// Takes back what that mark did, and nothing that another one did; a KOSD that was never registered is unregistered.
/// What has been purged meanwhile does not come back by it, but what comes again is taken as if it had never been
/// deleted. Of what has come again already, and stays marked, the target may name any part.
/// The caller enqueues the KOSDs and the creations that it names.
/// @return absent where the target is not marked.
[[nodiscard]] std::optional<DeletionReach> undo_deletion(Transaction& transaction, const DeletionTarget& target,
                                                         std::int64_t now_ms);

/// What a mark hides of a study and has not been purged. Times are UTC milliseconds.
struct MarkOnStudy {
    std::string mark_cause;
    std::string marked_by;
    std::int64_t objects = 0;
    std::int64_t first_marked_ms = 0;
    std::int64_t last_marked_ms = 0;  ///< of what came behind the mark and was marked again
};
/// The earliest first. The work grows with the objects of the study.
[[nodiscard]] std::vector<MarkOnStudy> list_marks_of_study(Connection& connection, std::string_view study_instance_uid);

/// A mark that is in force.
struct MarkedDeletion {
    std::int64_t id = 0;
    std::string level;               ///< note, object, series or study
    std::string subject;             ///< the note's id, or the UID
    std::string study_instance_uid;  ///< that it lies in
    std::string marked_by;
    std::int64_t marked_ms = 0;
    std::int64_t objects = 0;  ///< that are hidden by it
    std::int64_t purged = 0;   ///< that are purged, or came again since
};
/// The latest first. @param study_instance_uid  those that lie in it alone; empty: all
[[nodiscard]] std::vector<MarkedDeletion> list_deletions(Connection& connection, std::int64_t limit,
                                                         std::int64_t offset, std::string_view study_instance_uid = {});

}  // namespace kinote::database
