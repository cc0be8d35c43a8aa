#include "jobs/creations.hpp"

#include <algorithm>
#include <vector>

#include "jobs/job_kinds.hpp"
#include "jobs/retrievals.hpp"

namespace kinote::jobs {
namespace {

using database::NoteWithoutKosd;
using database::StudyAway;
using database::Transaction;

std::vector<StudyAway> find_away(Transaction& transaction, std::span<const NoteWithoutKosd> notes) {
    std::vector<std::int64_t> versions;
    versions.reserve(notes.size());
    for (const NoteWithoutKosd& note : notes) versions.push_back(note.note_version);
    return database::find_studies_away(transaction.connection(), versions);
}

}  // namespace

std::int64_t enqueue_creations(Transaction& transaction, JobQueue& queue, std::span<const NoteWithoutKosd> notes,
                               std::int64_t priority) {
    if (notes.empty()) return 0;
    const std::vector<StudyAway> away = find_away(transaction, notes);
    std::int64_t added = 0;
    for (const NoteWithoutKosd& note : notes) {
        const database::NewJob creation =
            new_job(CreateKosd{note.uuid, note.version, note.study_instance_uid, priority});
        if (!queue.enqueue(transaction, creation)) continue;
        ++added;
        std::vector<std::int64_t> retrievals;
        for (const StudyAway& study : away) {
            if (study.note_version != note.note_version) continue;
            const auto asked = ensure_retrievals(transaction, queue, study.study_instance_uid);
            retrievals.insert(retrievals.end(), asked.begin(), asked.end());
        }
        if (!retrievals.empty()) (void)database::wait_for(transaction, queue.ensure(transaction, creation), retrievals);
    }
    return added;
}

}  // namespace kinote::jobs
