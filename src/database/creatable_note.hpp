#pragma once
// A version of a note as its KOSDs are to be made of: what it selects, and where that is known to lie.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "note/kosd_source.hpp"

namespace kinote::database {

/// An object that a note selects. What nobody knows of its place is empty.
struct SelectedObject {
    note::PlacedObject place;
    std::int64_t number_of_frames = 0;  ///< 0 where it is not here, or no image of frames
    bool has_rows_and_columns = false;
    bool is_hidden = false;  ///< it is here, and marked or withheld
};

struct CreatableReference {
    SelectedObject object;
    std::vector<std::int32_t> frames;  ///< as the note has them; empty for all
    std::optional<SelectedObject> presentation_state;
};

/// The KOSD that a version is the repaired reading of.
struct RepairedKosd {
    std::string sop_instance_uid;
    std::vector<std::string> rules;  ///< whose findings were repaired: "K10"
    std::int64_t repaired_ms = 0;
};

struct CreatableNote {
    std::int64_t note_version = 0;
    std::string uuid;
    std::int64_t version = 0;
    std::string study_instance_uid;  ///< that it is filed in
    note::Code title;
    std::vector<note::Code> modifiers;
    std::string description;
    std::string language;
    std::string author;  ///< DICOM PN
    std::vector<note::Observer> observers;
    std::optional<std::int64_t> made_ms;
    std::string made_at;  ///< DT
    std::vector<CreatableReference> references;
    std::optional<RepairedKosd> repaired;
    bool is_frozen = false;  ///< what its KOSDs are made from stands in rows
    bool has_kosd = false;   ///< a KOSD carries it: ours, or the one that the note came as
};

/// The version where it is visible and the current one. Places are from the index, else from what any note or KOSD here
/// says of the object. In a number of queries that does not depend on its references.
[[nodiscard]] std::optional<CreatableNote> find_creatable_note(Connection& connection, std::string_view uuid,
                                                               std::int64_t version);

/// What the index knows of a study, and one of its visible objects that is no KOSD, where there is one: of those whose
/// bytes are here, where there are such.
struct StudyOfKosd {
    note::KosdStudy study;
    std::string an_object;  ///< SOP Instance UID; empty where none is here
};
[[nodiscard]] std::optional<StudyOfKosd> find_study_of_kosd(Connection& connection,
                                                            std::string_view study_instance_uid);

/// Holds the rows of the studies until the transaction's end, in one order for all that do.
void hold_studies(Transaction& transaction, const std::vector<std::string_view>& study_instance_uids);

/// Current visible versions without a KOSD, in the order of their rows.
struct NoteWithoutKosd {
    std::int64_t note_version = 0;
    std::string uuid;
    std::int64_t version = 0;
    std::string study_instance_uid;
};
[[nodiscard]] std::vector<NoteWithoutKosd> find_notes_without_kosd(Connection& connection,
                                                                   std::int64_t after_note_version, std::int64_t limit);
/// A study of a note that is NEARLINE, and of which nothing is here that a KOSD could be made from.
struct StudyAway {
    std::int64_t note_version = 0;
    std::string study_instance_uid;
};
[[nodiscard]] std::vector<StudyAway> find_studies_away(Connection& connection,
                                                       std::span<const std::int64_t> note_versions);
/// Those that lie in a study.
[[nodiscard]] std::vector<NoteWithoutKosd> find_notes_without_kosd_of_study(Connection& connection,
                                                                            std::string_view study_instance_uid);
/// Those of them whose KOSD may still be made: no CREATE_KOSD of theirs is in Error or was abandoned by a person, and
/// something that they refer to is not hidden.
[[nodiscard]] std::vector<NoteWithoutKosd> find_notes_awaiting_kosd(Connection& connection,
                                                                    std::string_view study_instance_uid);
/// The CREATE_KOSD of a note that ended without a KOSD, and is not tried again by itself.
struct FailedCreation {
    std::int64_t job = 0;
    std::string why;
};
[[nodiscard]] std::optional<FailedCreation> find_failed_creation(Connection& connection, const NoteWithoutKosd& note);

}  // namespace kinote::database
