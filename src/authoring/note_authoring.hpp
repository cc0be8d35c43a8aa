#pragma once
// Notes made, edited, deleted and taken back by a person. Each change and its audit event commit together.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/held_note.hpp"
#include "note/key_image_note.hpp"

namespace kinote::authoring {

/// Any thread.
class NoteAuthoring {
public:
    NoteAuthoring(database::Database& database, const base::Clock& clock) : database_{database}, clock_{clock} {}

    /// Makes a note, usable at once. What is here of its references is looked up; objects that are not here are shown
    /// as not here yet.
    /// @param draft  as draft_from_json() gives it. @return the note's id.
    /// @throws Error not_found where the study is not known here, as nobody could say whose note it is; invalid where a
    ///         reference contradicts the index, has frames that its object has not, or lies in another patient's study;
    ///         unavailable.
    std::string create(note::KeyImageNote draft, const database::Actor& actor);

    /// Makes a new version of a note, whatever its source; the one before stays as it was.
    /// @param expected_version  the one that the person has seen. @return the new one; absent where another person was
    ///         quicker. @throws as create(); not_found where no such note is visible; invalid where it would move to
    ///         another study.
    std::optional<std::int64_t> edit(std::string_view note, std::int64_t expected_version, note::KeyImageNote draft,
                                     const database::Actor& actor);

    /// Makes a new version without one of its references: an object, or the presentation state that objects are shown
    /// with. @throws as edit(); not_found where the note does not refer to it; refused where nothing would be left.
    std::optional<std::int64_t> drop_reference(std::string_view note, std::int64_t expected_version,
                                               std::string_view sop_instance_uid, const database::Actor& actor);

    /// Marks a note for deletion, with its KOSDs: out of sight at once, and back by undo_deletion() until it is purged.
    /// @return false where the note has another version. @throws Error not_found where no such note is visible.
    /// @param reason  kept in the audit; may be empty
    bool mark_for_deletion(std::string_view note, std::int64_t expected_version, const database::Actor& actor,
                           std::string_view reason = {});
    /// @throws Error not_found where no such note is marked.
    void undo_deletion(std::string_view note, const database::Actor& actor);

private:
    void stamp(note::KeyImageNote& draft) const;
    std::int64_t add_version(database::Transaction& transaction, std::string_view note, const database::HeldNote& held,
                             note::KeyImageNote draft, const database::Actor& actor) const;

    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::authoring
