#pragma once
// The table `tombstone`: objects that were purged. What comes again under the UID of one stays deleted, until a person
// takes that back.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "database/connection.hpp"
#include "database/deletion_table.hpp"

namespace kinote::database {

/// What is known of an object when it is purged.
struct PurgedObject {
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string sop_class_uid;
    std::string mark_cause;
    std::string marked_by;
    std::int64_t marked_ms = 0;
};
void set_tombstone(Transaction& transaction, const PurgedObject& object, std::int64_t now_ms);

/// Marks an object that has just come, as the mark has it that it was purged for; its grace begins anew. Taking that
/// mark back waits for this transaction, or goes before it.
/// @return false where there is no tombstone of it.
[[nodiscard]] bool mark_returned(Transaction& transaction, std::int64_t instance, std::string_view sop_instance_uid,
                                 std::int64_t now_ms);

/// Whether something of the study has come again and is still marked.
[[nodiscard]] bool has_returned_objects(Connection& connection, std::string_view study_instance_uid);

/// Lets what the target names and what has come again be a mark of its own, with its tombstones, ready to be taken
/// back.
/// @return that mark; absent where nothing of it has come again.
[[nodiscard]] std::optional<std::int64_t> gather_returned(Transaction& transaction, const DeletionTarget& target,
                                                          std::int64_t now_ms);

/// Whoever takes a mark back wants no tombstones of it: those that no other mark covers go, and the notes that only
/// their rows are left of. @return how many objects were purged for it.
std::int64_t forget_tombstones(Transaction& transaction, std::string_view mark_cause);

}  // namespace kinote::database
