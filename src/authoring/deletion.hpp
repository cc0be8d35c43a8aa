#pragma once
// What a person marks for deletion, and takes back. The act, its marks and its audit event commit together.

#include <string_view>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/deletion_table.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::authoring {

/// Any thread.
class Deletion {
public:
    Deletion(database::Database& database, jobs::JobQueue& queue, const base::Clock& clock)
        : database_{database}, queue_{queue}, clock_{clock} {}

    /// Objects, series and studies; a note by NoteAuthoring, which knows its versions.
    /// @throws Error not_found where nothing of it is here, or all of it is marked already; invalid for a malformed
    /// UID. @param reason  kept in the audit; may be empty
    database::DeletionReach mark(const database::DeletionTarget& target, const database::Actor& actor,
                                 std::string_view reason = {});

    /// Takes back what mark() did. KOSDs whose registration or creation it had stopped are registered and made.
    /// @throws Error not_found where it is not marked; invalid for a malformed UID.
    database::DeletionReach undo(const database::DeletionTarget& target, const database::Actor& actor);

private:
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
};

}  // namespace kinote::authoring
