#pragma once
// The tables `rejection_note` and `rejection`: notes that reject objects (IHE RAD 4.66), and the objects that they
// name. The visibility rule asks the second.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/audit_table.hpp"
#include "database/connection.hpp"

namespace kinote::database {

/// What a note of the title 113001 does, by RAD 4.66.4.1.3.
enum class QualityRejection {
    hide,    ///< objects and note are hidden
    show,    ///< objects and note are shown: regular use
    ignore,  ///< the note is hidden, the objects are shown
};

enum class RejectionState { waiting, in_force, refused, undone };
[[nodiscard]] std::string_view to_string(RejectionState state);

/// Code values of the titles whose objects are not taken again: 113037, 113038.
[[nodiscard]] bool bars_return(std::string_view code);
/// 113039, whose objects may be taken again.
[[nodiscard]] bool is_of_retention(std::string_view code);

struct NewRejectionNote {
    std::string_view sop_instance_uid;
    std::int64_t study = 0;
    std::string_view study_instance_uid;
    std::string_view received_from;
    RejectionState state = RejectionState::waiting;
};
/// A note that is known already stays as it is.
void add_rejection_note(Transaction& transaction, const NewRejectionNote& note, std::int64_t now_ms);

struct RejectedObject {
    std::string_view series_instance_uid;
    std::string_view sop_class_uid;
    std::string_view sop_instance_uid;
};
/// What a rejection note says, once it has been read.
struct RejectionContent {
    std::string_view note;  ///< its SOP Instance UID
    std::string_view code;
    std::string_view meaning;
    std::span<const RejectedObject> objects;  ///< of its own study
    std::int64_t left_alone = 0;              ///< references to objects of other studies
};
/// Writes what a note says, and lets it take effect where it is in force. May run again.
/// @return its state. @throws Error not_found where the note is not known.
RejectionState set_rejections(Transaction& transaction, const RejectionContent& content, QualityRejection quality,
                              std::int64_t now_ms);

/// Holds the note's study: nobody else decides of its notes, or marks its objects, before the transaction's end.
void hold_rejection(Transaction& transaction, std::string_view note);

struct RejectionDecision {
    std::string_view note;  ///< its SOP Instance UID
    RejectionState state = RejectionState::in_force;
    Actor actor;
    std::string_view reason;
};
/// Gives the note another state, and lets its effect follow in the same instant.
void decide_rejection(Transaction& transaction, const RejectionDecision& decision, QualityRejection quality,
                      std::int64_t now_ms);

/// Whether a rejection note of the study is in force.
[[nodiscard]] bool is_any_in_force(Connection& connection, std::string_view study_instance_uid);

/// What came again is shown again: the strongest rejection of the object, which is of the title 113039, holds no more.
void lift_rejection(Transaction& transaction, std::string_view sop_instance_uid, std::int64_t study);
/// An object that a rejection names has arrived.
void note_arrival_of_rejected(Transaction& transaction, std::string_view sop_instance_uid);
/// Hides those of the notes whose KOSDs, or all that they refer to, are rejected, shows the others, and recounts.
void judge_notes(Transaction& transaction, const std::vector<std::int64_t>& notes);
/// Hides the note of that version where its KOSDs, or all that it refers to, are rejected, and shows it where they no
/// longer are.
void judge_note_of_version(Transaction& transaction, std::int64_t note_version, std::string_view kosd_uid);

}  // namespace kinote::database
