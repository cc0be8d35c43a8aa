#pragma once
// Asks for KOSDs, and first for what they are made from where only an archive has it.

#include <cstdint>
#include <map>
#include <span>

#include "database/creatable_note.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::jobs {

/// Has RETRIEVEs of the studies of which nothing is here that the KOSDs of those notes could be made from.
/// @return the jobs, by note version.
[[nodiscard]] std::multimap<std::int64_t, std::int64_t> ensure_sources(
    database::Transaction& transaction, JobQueue& queue, std::span<const database::NoteWithoutKosd> notes);

/// A CREATE_KOSD for each of the notes unless one lives, which waits for ensure_sources().
/// @param priority  of jobs::priority. @return how many were added.
std::int64_t enqueue_creations(database::Transaction& transaction, JobQueue& queue,
                               std::span<const database::NoteWithoutKosd> notes, std::int64_t priority);

}  // namespace kinote::jobs
