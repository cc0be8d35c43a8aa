#pragma once
// The note tables as a migration needs them: looked up and written many notes at a time, in a number of statements
// that does not depend on how many.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "database/connection.hpp"
#include "database/note_table.hpp"
#include "note/key_image_note.hpp"

namespace kinote::database {

/// A note that was taken over from a legacy source, as it stands here.
struct TakenOverNote {
    std::int64_t note = 0;
    std::int64_t note_version = 0;
    std::int64_t version = 0;  ///< the current one's number
    std::string source_digest;
    std::string study_instance_uid;
    bool is_changed_here = false;  ///< a person edited, withdrew or deleted it
    bool is_withheld = false;      ///< hidden until a person decides
};
/// By source key; keys that are not here are left out.
[[nodiscard]] std::unordered_map<std::string, TakenOverNote> find_taken_over_notes(
    Connection& connection, std::string_view source_system, std::span<const std::string_view> source_keys);

/// A version to add: the first of a new note, or the next of one that is here.
struct BulkVersion {
    std::int64_t note = 0;  ///< 0: a new one
    NewNote new_note;       ///< of a note that is here only source_digest is used
    std::int64_t version = 1;
    const note::KeyImageNote* content = nullptr;  ///< never null; outlives the call
    std::string selection_digest;
    std::optional<std::string> kosd_sop_instance_uid;
    std::optional<std::string> withheld;  ///< why it is hidden
    std::vector<std::int64_t> studies;    ///< rows of all studies that it is to be listed under
};
struct AddedVersion {
    std::int64_t note = 0;
    std::int64_t note_version = 0;
};
/// Adds versions, which become the current ones. Studies are not recounted. @return in the order given.
std::vector<AddedVersion> add_versions(Transaction& transaction, std::span<const BulkVersion> versions,
                                       std::int64_t now_ms);

/// Takes the current versions of notes out of sight, as their source did.
void withdraw_notes(Transaction& transaction, std::span<const std::int64_t> notes);

/// A received note that a legacy note may be the same as.
struct JoinableNote {
    std::int64_t note = 0;
    std::int64_t note_version = 0;
    bool is_joinable = false;  ///< received, and in the view joinable_note_version
};
/// The notes that have these KOSDs, by SOP Instance UID.
[[nodiscard]] std::unordered_map<std::string, JoinableNote> find_notes_of_kosds(
    Connection& connection, std::span<const std::string_view> sop_instance_uids);
/// The joinable ones that select the same, by selection digest.
[[nodiscard]] std::unordered_map<std::string, JoinableNote> find_probably_same_notes(
    Connection& connection, std::span<const std::string_view> selection_digests);
/// The references of versions: object, frames and presentation state alone.
[[nodiscard]] std::unordered_map<std::int64_t, std::vector<note::NoteReference>> read_selections(
    Connection& connection, std::span<const std::int64_t> note_versions);
/// Makes a KOSD that one version names as its own another's; where it is stored, it carries the other from now on.
void hand_over_kosd(Transaction& transaction, std::int64_t from_note_version, std::int64_t to_note_version,
                    std::string_view sop_instance_uid);

}  // namespace kinote::database
