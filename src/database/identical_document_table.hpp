#pragma once
// The table `identical_document`, and what comes of it: one note whose documents lie in several studies.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "note/key_image_note.hpp"

namespace kinote::database {

/// A registered document that a KOSD names as identical, or that names it, with the note that it carries.
struct NoteOfDocument {
    std::string sop_instance_uid;
    std::int64_t note = 0;
    std::int64_t note_version = 0;
    bool is_superseded = false;   ///< a later version of the note is current
    bool is_replaceable = false;  ///< a note that came, in one version, and no person has decided of it
    std::int64_t patient = 0;     ///< whom its study is known under
    note::KeyImageNote content;   ///< title, description, and of the references what select_the_same() asks
};
/// In the order of the versions' rows, at most 100. None whose note is withheld for another reason than a rejection, or
/// withdrawn.
/// @param named  the SOP Instance UIDs that the KOSD names.
[[nodiscard]] std::vector<NoteOfDocument> find_notes_of_identical_documents(Connection& connection,
                                                                            std::string_view sop_instance_uid,
                                                                            std::span<const std::string_view> named);

void add_identical_documents(Transaction& transaction, std::int64_t instance, std::span<const std::string_view> named);

/// A document on its way into a note that is here.
struct JoiningDocument {
    std::int64_t instance = 0;
    std::int64_t study = 0;
};
/// Lists the note in the document's study, too. To be called once the KOSD's row says which version it carries: a note
/// that went with the last of its documents comes back, one that a person has deleted by itself takes this one along,
/// and one that was replaced hides it.
void add_document(Transaction& transaction, const NoteOfDocument& present, const JoiningDocument& document);

/// Makes two notes one: the documents of the first, which is replaceable, go over to the other, and the note goes.
void merge_notes(Transaction& transaction, const NoteOfDocument& from, const NoteOfDocument& into);

/// Takes the marks from those of the notes that went with the last of their documents, where one of these is visible
/// now. The caller recounts their studies.
void show_documented_notes(Transaction& transaction, std::span<const std::int64_t> notes);

/// Lets a received note stand by another of its documents, as the one that it was first read from no longer carries it.
/// False where it has no other.
[[nodiscard]] bool hand_on_note(Transaction& transaction, std::int64_t note_version, std::int64_t instance);

}  // namespace kinote::database
