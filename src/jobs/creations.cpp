#include "jobs/creations.hpp"

#include <vector>

#include "jobs/job_kinds.hpp"
#include "jobs/retrievals.hpp"

namespace kinote::jobs {

using database::NoteWithoutKosd;
using database::Transaction;

std::multimap<std::int64_t, std::int64_t> ensure_sources(Transaction& transaction, JobQueue& queue,
                                                         std::span<const NoteWithoutKosd> notes) {
    std::vector<std::int64_t> versions;
    versions.reserve(notes.size());
    for (const NoteWithoutKosd& note : notes) versions.push_back(note.note_version);
    std::multimap<std::int64_t, std::int64_t> sources;
    for (const database::StudyAway& study : database::find_studies_away(transaction.connection(), versions)) {
        for (const std::int64_t job : ensure_retrievals(transaction, queue, study.study_instance_uid)) {
            sources.emplace(study.note_version, job);
        }
    }
    return sources;
}

std::vector<std::int64_t> ensure_creations(Transaction& transaction, JobQueue& queue,
                                           std::span<const NoteWithoutKosd> notes,
                                           std::span<const std::int64_t> awaited) {
    const auto sources = ensure_sources(transaction, queue, notes);
    std::vector<std::int64_t> creations;
    for (const NoteWithoutKosd& note : notes) {
        const CreateKosd creation{note.uuid, note.version, note.study_instance_uid, priority::export_waits};
        creations.push_back(queue.ensure(transaction, new_job(creation)));
        std::vector<std::int64_t> before{awaited.begin(), awaited.end()};
        const auto [first, last] = sources.equal_range(note.note_version);
        for (auto at = first; at != last; ++at) before.push_back(at->second);
        (void)database::wait_for(transaction, creations.back(), before);
    }
    return creations;
}

std::int64_t enqueue_creations(Transaction& transaction, JobQueue& queue, std::span<const NoteWithoutKosd> notes,
                               std::int64_t priority) {
    if (notes.empty()) return 0;
    const auto sources = ensure_sources(transaction, queue, notes);
    std::int64_t added = 0;
    for (const NoteWithoutKosd& note : notes) {
        const database::NewJob creation =
            new_job(CreateKosd{note.uuid, note.version, note.study_instance_uid, priority});
        if (!queue.enqueue(transaction, creation)) continue;
        ++added;
        std::vector<std::int64_t> awaited;
        const auto [first, last] = sources.equal_range(note.note_version);
        for (auto at = first; at != last; ++at) awaited.push_back(at->second);
        if (!awaited.empty()) (void)database::wait_for(transaction, queue.ensure(transaction, creation), awaited);
    }
    return added;
}

void enqueue_taken_back(Transaction& transaction, std::span<const database::GivenUpCreation> creations,
                        std::int64_t now_ms) {
    for (const database::GivenUpCreation& given_up : creations) {
        (void)database::ensure_job(
            transaction,
            new_job(CreateKosd{given_up.note, given_up.version, given_up.study_instance_uid, given_up.priority}),
            now_ms);
    }
}

}  // namespace kinote::jobs
