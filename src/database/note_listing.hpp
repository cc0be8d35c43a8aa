#pragma once
// Notes as they are shown: the versions of a study, or one note, each with its references, in two queries.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "note/code.hpp"

namespace kinote::database {

struct ListedReference {
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::vector<std::int32_t> frames;  ///< empty for all
    std::optional<std::string> presentation_state_uid;
    bool is_present = false;           ///< the object is here, visible, and can be the patient's of the note
    bool has_frames = false;           ///< it is here and has rows and columns
    bool is_nearline = false;          ///< its bytes are in an archive, and not here
    bool is_of_other_patient = false;  ///< it is here, and another patient's: not to be shown with the note
};

struct ListedNote {
    std::int64_t note_version = 0;
    std::string uuid;
    std::int64_t version = 0;
    std::string state;
    std::string source;
    std::string source_system;
    std::optional<std::string> source_key;
    std::optional<std::string> also_from;  ///< the other source of which it is also known
    std::optional<std::string> also_because;
    note::Code title;
    std::vector<note::Code> modifiers;
    std::optional<std::string> description;
    std::optional<std::string> language;  ///< of title and description, RFC 5646
    std::optional<std::string> author;
    std::optional<std::int64_t> made_ms;
    std::optional<std::string> made_at;  ///< DICOM DT
    std::string study_instance_uid;
    std::string findings;  ///< JSON
    std::vector<ListedReference> references;
};

/// The visible notes of a study, current and withdrawn ones, the latest first.
[[nodiscard]] std::vector<ListedNote> list_notes_of_study(Connection& connection, std::string_view study_instance_uid);
/// The current version of a visible note.
[[nodiscard]] std::optional<ListedNote> find_note(Connection& connection, std::string_view uuid);
/// The versions of a visible note, the latest first, also those that others took the place of. What they refer to is
/// told as it is now. @param before  versions below it. @param limit  at most 1,000.
[[nodiscard]] std::vector<ListedNote> list_versions_of_note(Connection& connection, std::string_view uuid,
                                                            std::int64_t before, std::int64_t limit);
/// A page of all visible notes, the latest made first. @param limit  at most 1,000.
[[nodiscard]] std::vector<ListedNote> list_notes(Connection& connection, std::int64_t limit, std::int64_t offset);

struct NoteCounts {
    std::int64_t studies = 0;
    std::int64_t studies_with_notes = 0;
    std::int64_t notes = 0;
};
/// Reads an entry of an index for each of them.
[[nodiscard]] NoteCounts count_notes(Connection& connection);

}  // namespace kinote::database
