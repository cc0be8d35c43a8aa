#include "task_scheduler/creation_sweep.hpp"

#include <charconv>

#include "base/log.hpp"
#include "database/creatable_note.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::task_scheduler {

CreationSweep::Progress CreationSweep::ask_for_next(std::int64_t after_note_version) const {
    const database::PooledConnection connection = database_.connection();
    Progress progress{after_note_version, 0, 0};
    database::Transaction transaction{*connection};
    for (const database::NoteWithoutKosd& note :
         database::find_notes_without_kosd(*connection, after_note_version, settings_.page)) {
        const bool is_new = queue_.enqueue(
            transaction,
            jobs::new_job(jobs::CreateKosd{note.uuid, note.version, note.study_instance_uid, jobs::priority::sweep}));
        progress.jobs += is_new ? 1 : 0;
        progress.last_note_version = note.note_version;
        ++progress.looked_at;
    }
    transaction.commit();
    return progress;
}

std::string CreationSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    Progress progress;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), progress.last_note_version);
    std::int64_t jobs = 0;
    do {
        progress = ask_for_next(progress.last_note_version);
        jobs += progress.jobs;
    } while (progress.looked_at > 0 && !stop.stop_requested());
    if (jobs > 0) base::log::info("notes without KOSD found", {{"task", "creation_sweep"}, {"jobs", jobs}});
    return std::to_string(progress.last_note_version);
}

}  // namespace kinote::task_scheduler
