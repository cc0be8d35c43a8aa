#pragma once
// Rejection notes and what they reject, for people.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct RejectionNoteRow {
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::string code;  ///< Code Value of its title; empty until it has been read
    std::string meaning;
    std::string received_from;
    std::string state;  ///< waiting, in_force, refused, undone
    std::int64_t received_ms = 0;
    std::int64_t objects = 0;     ///< that it names in its study
    std::int64_t hidden = 0;      ///< of those, hidden by it
    std::int64_t left_alone = 0;  ///< that it names in other studies
    std::optional<std::string> decided_by;
    std::optional<std::int64_t> decided_ms;
    std::optional<std::string> reason;
};
/// The latest first. @param state  empty: any.
[[nodiscard]] std::vector<RejectionNoteRow> list_rejection_notes(Connection& connection, std::string_view state,
                                                                 std::int64_t limit, std::int64_t offset);
[[nodiscard]] std::optional<RejectionNoteRow> find_rejection_note(Connection& connection,
                                                                  std::string_view sop_instance_uid);

struct RejectionRow {
    std::string sop_instance_uid;
    std::string series_instance_uid;
    std::string sop_class_uid;
    bool is_in_force = false;
    bool hides = false;
    bool is_lifted = false;  ///< it came again and was taken
    bool is_here = false;    ///< its object is, seen or not
};
/// In the order of their UIDs. A page behind an object.
[[nodiscard]] std::vector<RejectionRow> list_rejections(Connection& connection, std::string_view note,
                                                        std::string_view after_object, std::int64_t limit);

}  // namespace kinote::database
