#pragma once
// What marks hide and whose grace is over: its rows go, and tombstones take their place.

#include <cstdint>
#include <string>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// An object that is to be purged. What is decided of it behind the lock on its study counts.
struct PurgeableObject {
    std::int64_t instance = 0;
    std::string sop_instance_uid;
    std::string study_instance_uid;
};
/// Those that were marked at that time or before, the earliest first. Notes are not looked at.
[[nodiscard]] std::vector<PurgeableObject> find_purgeable_objects(Connection& connection, std::int64_t marked_ms,
                                                                  std::int64_t limit);

/// What a purge did for one mark in one study.
struct PurgeReach {
    std::string mark_cause;
    std::string study_instance_uid;
    std::int64_t objects = 0;
    std::int64_t bytes = 0;
};
/// Takes the rows of the objects away, with their bytes and what came aside under their UIDs, sets their tombstones and
/// lists their files for removal. Their studies are held first; what is no longer marked since then stays.
/// @return one for each mark and study. @post the files may go once the transaction is committed.
[[nodiscard]] std::vector<PurgeReach> purge_objects(Transaction& transaction,
                                                    const std::vector<PurgeableObject>& objects, std::int64_t marked_ms,
                                                    std::int64_t now_ms);

struct PurgeableNote {
    std::int64_t note = 0;
    std::string uuid;
    std::string study_instance_uid;  ///< that it is filed in
};
/// Notes that were marked at that time or before, of which no document is here any more and as which no other is shown.
[[nodiscard]] std::vector<PurgeableNote> find_purgeable_notes(Connection& connection, std::int64_t marked_ms,
                                                              std::int64_t limit);
/// Takes the note away; of one from a legacy source a row is left that says nothing but that it was deleted.
/// @return false where it is no longer marked, or a document of it has come.
[[nodiscard]] bool purge_note(Transaction& transaction, const PurgeableNote& note, std::int64_t marked_ms,
                              std::int64_t now_ms);

struct EmptiedStudies {
    std::int64_t removed = 0;
    std::int64_t last = 0;  ///< the row up to which they were looked at; 0: there was none behind
};
/// Removes those of the studies with marks, a page behind that row, of which nothing is here, no note is filed, no
/// rejection is known, and no other system holds anything; and patients without a study.
[[nodiscard]] EmptiedStudies remove_emptied_studies(Transaction& transaction, std::int64_t after, std::int64_t limit);

/// What should have gone by now.
struct OverdueDeletion {
    std::string study_instance_uid;
    std::string mark_cause;
    std::int64_t objects = 0;
    std::int64_t notes = 0;
    std::int64_t marked_ms = 0;  ///< the earliest
};
/// What was marked at that time or before, by mark and study. @param limit  of rows looked at.
[[nodiscard]] std::vector<OverdueDeletion> list_overdue(Connection& connection, std::int64_t marked_ms,
                                                        std::int64_t limit);

}  // namespace kinote::database
