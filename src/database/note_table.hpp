#pragma once
// The tables `note`, `note_version`, `note_reference` and `note_study`, as they are written.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/study_table.hpp"
#include "note/key_image_note.hpp"

namespace kinote::database {

enum class NoteSource { legacy, local, received };

[[nodiscard]] std::string_view to_string(NoteSource source);

struct NewNote {
    std::string uuid;
    NoteSource source = NoteSource::received;
    std::string source_system;              ///< legacy: the mapping's name; received: who sent it
    std::optional<std::string> source_key;  ///< unique within the source system
    std::string source_digest;              ///< of what was taken over, to see changes; may be empty
};

/// What a version is made of beside the note itself.
struct NewVersion {
    std::optional<std::string> kosd_sop_instance_uid;
    std::string findings = "[]";  ///< JSON
    bool is_taken_over = true;    ///< as the source has it; false for a person's work here
};

/// The row's id. @throws Error internal where the source system has a note of that key already.
std::int64_t add_note(Transaction& transaction, const NewNote& note, std::int64_t now_ms);

/// Adds a version, which becomes the current one, with its references and studies; studies of which nothing is known
/// are made from the note. The version before becomes superseded. @return the id of the version's row.
std::int64_t add_note_version(Transaction& transaction, std::int64_t note, const note::KeyImageNote& content,
                              const NewVersion& version, std::int64_t now_ms);

void set_source_digest(Transaction& transaction, std::int64_t note, std::string_view digest);

/// The version that names this KOSD as its own: made as it, reserved for it, or read from it.
struct NoteOfKosd {
    std::int64_t note = 0;
    std::int64_t note_version = 0;
    NoteSource source = NoteSource::received;
    std::int64_t versions = 0;  ///< how many the note has
    bool is_withheld = false;   ///< the note is hidden
    bool is_reserved = false;   ///< the KOSD is ours for the version
    bool is_decided = false;    ///< a person has marked it, or parted it from another
    bool is_current = false;    ///< no later version has taken its place
};

/// What a KOSD meets that is to become a note: all that its writing depends on, in one look.
struct KosdSituation {
    std::optional<NoteOfKosd> present;
    std::optional<std::int64_t> probably_same;  ///< a joinable note of another source that selects the same
    std::string study_instance_uid;             ///< the one that it is filed in
    std::int64_t study = 0;
    std::int64_t patient = 0;         ///< whom that study is known under; stays so until the transaction's end
    bool is_study_of_notes = false;   ///< no object but KOSDs has said so
    bool are_places_awaited = false;  ///< a CREATE_KOSD waits to learn where something lies
    bool has_repair_in_force = false;
    std::int64_t next_note = 0;  ///< ids that nobody else gets in this transaction
    std::int64_t next_note_version = 0;
};
/// @param study_instance_uid  of a study that is here. @throws Error unavailable where it changes at this moment.
[[nodiscard]] KosdSituation find_situation(Transaction& transaction, std::string_view kosd_sop_instance_uid,
                                           std::string_view selection_digest, std::string_view study_instance_uid);
/// Adds a received note with its first version, under the ids of the situation, shown as its probably same one.
void add_received_note(Transaction& transaction, const KosdSituation& situation, const NewNote& note,
                       const note::KeyImageNote& content, const NewVersion& version, std::int64_t now_ms);

/// Writes the only version of the note that is present anew, from the KOSD as it is read now, and shows the note. It
/// keeps its identity and what a person decided: marked or parted, it is joined to no other.
void renew_received_note(Transaction& transaction, const KosdSituation& situation, const note::KeyImageNote& content,
                         const NewVersion& version, std::int64_t now_ms);
/// Removes a note whose KOSD turned out to be none of a note, with all its versions.
void remove_note(Transaction& transaction, std::int64_t note);

/// Tells the notes that wait for this object where it lies, and lists them under its study.
void resolve_references(Transaction& transaction, std::string_view sop_instance_uid,
                        std::string_view study_instance_uid, std::string_view series_instance_uid,
                        std::string_view sop_class_uid, std::int64_t study);

}  // namespace kinote::database
