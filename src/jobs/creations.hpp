#pragma once
// Asks for KOSDs, and first for what they are made from where only an archive has it.

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "database/creatable_note.hpp"
#include "database/marked_work.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::jobs {

/// Has RETRIEVEs of the studies of which nothing is here that the KOSDs of those notes could be made from.
/// @return the jobs, by note version.
[[nodiscard]] std::multimap<std::int64_t, std::int64_t> ensure_sources(
    database::Transaction& transaction, JobQueue& queue, std::span<const database::NoteWithoutKosd> notes);

/// Has a CREATE_KOSD for each of the notes, for an export that waits, which itself waits for ensure_sources() and for
/// the jobs given. @return the creations, in the order of the notes.
[[nodiscard]] std::vector<std::int64_t> ensure_creations(database::Transaction& transaction, JobQueue& queue,
                                                         std::span<const database::NoteWithoutKosd> notes,
                                                         std::span<const std::int64_t> awaited);

/// A CREATE_KOSD for each of the notes unless one lives, which waits for ensure_sources().
/// @param priority  of jobs::priority. @return how many were added.
std::int64_t enqueue_creations(database::Transaction& transaction, JobQueue& queue,
                               std::span<const database::NoteWithoutKosd> notes, std::int64_t priority);

/// A CREATE_KOSD for each of those that a mark had given up and that is taken back, unless one lives. One that went to
/// Error behind the mark runs again.
void enqueue_taken_back(database::Transaction& transaction, std::span<const database::GivenUpCreation> creations,
                        std::int64_t now_ms);

}  // namespace kinote::jobs
