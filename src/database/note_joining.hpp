#pragma once
// Notes that are shown as one another, and notes that are hidden: the two go together, as nobody sees what is shown as
// a note that is hidden. Which notes may be joined says the view joinable_note_version.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "database/connection.hpp"

namespace kinote::database {

/// Shows one note as the other. @param because  "kosd" or "probable".
void join_notes(Transaction& transaction, std::int64_t note, std::int64_t shown_as, std::string_view because);
/// Undoes what join_notes did, for good: neither a migration nor a KOSD that is read again joins it any more. False
/// where the note was not joined.
bool part_notes(Transaction& transaction, std::string_view uuid);
/// Shows by itself whatever was shown as one of these notes, and gives it back its KOSD. For whatever hides notes.
void part_what_is_shown_as(Transaction& transaction, std::span<const std::int64_t> hidden);

/// Hides a note until a person decides, or shows it again. One that is hidden is joined to none, and none to it.
void withhold_note(Transaction& transaction, std::int64_t note, const std::optional<std::string>& reason);
/// Hides the notes of a study that came over from a legacy source or were made here.
void withhold_notes_of_study(Transaction& transaction, std::int64_t study, std::string_view reason);

/// Recounts the notes of every study that a note lies in.
void recount_studies_of_note(Transaction& transaction, std::int64_t note);

}  // namespace kinote::database
