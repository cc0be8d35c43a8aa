#pragma once
// What a person decides of rejection notes: to accept or refuse one that waits, to take one back. The decision, its
// effect and its audit event commit together.

#include <string_view>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/rejection_listing.hpp"
#include "database/rejection_table.hpp"

namespace kinote::authoring {

enum class RejectionVerb { accept, refuse, undo };

/// Any thread.
class RejectionDecisions {
public:
    /// @param quality  what a note of the title 113001 does.
    RejectionDecisions(database::Database& database, database::QualityRejection quality, const base::Clock& clock)
        : database_{database}, quality_{quality}, clock_{clock} {}

    /// accept: a note that is not in force takes effect; refuse: one that waits never does by itself; undo: what one in
    /// force hides is shown again.
    /// @param note  SOP Instance UID. @param reason  why, in the person's words, at most 1,000 bytes; an undo has one.
    /// @return the note as it is then.
    /// @throws Error not_found where no such rejection note is known; refused where it is not in a state for that, or
    ///         names no object of its study; invalid where the reason is too long, or missing
    ///         for an undo.
    database::RejectionNoteRow decide(RejectionVerb verb, std::string_view note, std::string_view reason,
                                      const database::Actor& actor);

private:
    database::RejectionNoteRow decide(database::Transaction& transaction, RejectionVerb verb, std::string_view note,
                                      std::string_view reason, const database::Actor& actor) const;
    void close_exceptions(database::Transaction& transaction, std::string_view study) const;

    database::Database& database_;
    database::QualityRejection quality_;
    const base::Clock& clock_;
};

}  // namespace kinote::authoring
