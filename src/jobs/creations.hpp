#pragma once
// Asks for KOSDs without an export: in the background, and for a person.

#include <cstdint>
#include <span>

#include "database/creatable_note.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::jobs {

/// A CREATE_KOSD for each of the notes unless one lives. It waits for RETRIEVE where nothing is here of a study that
/// the KOSD takes over what its objects say. @param priority  of jobs::priority. @return how many were added.
std::int64_t enqueue_creations(database::Transaction& transaction, JobQueue& queue,
                               std::span<const database::NoteWithoutKosd> notes, std::int64_t priority);

}  // namespace kinote::jobs
