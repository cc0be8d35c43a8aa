#pragma once
// Notes as a person changes them: the note held fast, marked for deletion, taken back.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "database/connection.hpp"

namespace kinote::database {

/// A note that nobody else changes before the transaction's end.
struct HeldNote {
    std::int64_t note = 0;
    std::int64_t version = 0;  ///< the latest
    std::string state;         ///< of that version: current or withdrawn
    std::string study_instance_uid;
    std::string source;
    bool is_marked = false;    ///< for deletion
    bool is_withheld = false;  ///< hidden until a person decides
    bool is_joined = false;    ///< shown as another note
};
[[nodiscard]] std::optional<HeldNote> hold_note(Transaction& transaction, std::string_view uuid);

/// Marks a note for deletion, with what is shown as it and the KOSDs that carry either: out of sight at the commit.
/// @param by  who. Nothing where it is marked already.
void mark_note(Transaction& transaction, std::int64_t note, std::string_view uuid, std::string_view by,
               std::int64_t now_ms);
/// Takes back what mark_note() did, and nothing that another mark did.
void unmark_note(Transaction& transaction, std::int64_t note, std::string_view uuid);

}  // namespace kinote::database
