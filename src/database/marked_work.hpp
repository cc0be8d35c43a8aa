#pragma once
// The jobs and exceptions about what is marked for deletion: a mark gives them up, taking it back brings them again.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// Abandons the jobs that register a KOSD of that mark, in progress or not, and closes their exceptions; no sweep takes
/// what is marked. To be called before the notes are marked: a job that is writing one ends before this, and its note
/// is marked then, or fails. @return how many jobs.
std::int64_t give_up_registrations(Transaction& transaction, std::string_view mark_cause, std::int64_t now_ms);

/// Abandons the jobs that make KOSDs of these notes, which the mark hides, unless somebody works on them; and remembers
/// which mark did. @return how many jobs.
std::int64_t give_up_marked_creations(Transaction& transaction, std::string_view mark_cause,
                                      std::span<const std::int64_t> notes, std::int64_t now_ms);

/// Closes what was raised, without a job, of objects of that mark, and of the study where that is hidden as a whole.
/// @param study_instance_uid  empty unless the study is marked.
void close_exceptions_of_marked(Transaction& transaction, std::string_view mark_cause,
                                std::string_view study_instance_uid, std::int64_t now_ms);

/// Makes those KOSDs unregistered that the mark kept from being registered. To be called while the mark stands, as the
/// two below. @return their SOP Instance UIDs.
[[nodiscard]] std::vector<std::string> reopen_kosds(Transaction& transaction, std::string_view mark_cause);

/// A CREATE_KOSD that a mark has given up.
struct GivenUpCreation {
    std::string note;  ///< its uuid
    std::int64_t version = 0;
    std::string study_instance_uid;
    std::int64_t priority = 0;
};
/// Those of the mark whose notes have no KOSD and are hidden by no other mark; those of the others are that mark's from
/// here on.
[[nodiscard]] std::vector<GivenUpCreation> take_back_creations(Transaction& transaction, std::string_view mark_cause);

/// Opens again what close_exceptions_of_marked() closed and what is true still.
void reopen_exceptions(Transaction& transaction, std::string_view mark_cause, std::string_view study_instance_uid);

}  // namespace kinote::database
