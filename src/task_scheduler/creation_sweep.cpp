#include "task_scheduler/creation_sweep.hpp"

#include <charconv>

#include "base/log.hpp"
#include "database/creatable_note.hpp"
#include "jobs/creations.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::task_scheduler {

bool CreationSweep::ask_for_page(Progress& progress) const {
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    const auto notes = database::find_notes_without_kosd(*connection, progress.last_note_version, settings_.page);
    progress.jobs += jobs::enqueue_creations(transaction, queue_, notes, jobs::priority::sweep);
    if (!notes.empty()) progress.last_note_version = notes.back().note_version;
    transaction.commit();
    return !notes.empty();
}

CreationSweep::Progress CreationSweep::ask_for_all(std::int64_t after_note_version, const std::stop_token& stop) const {
    Progress progress{after_note_version, 0};
    while (!stop.stop_requested() && ask_for_page(progress)) continue;
    return progress;
}

std::string CreationSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    std::int64_t after = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
    const Progress progress = ask_for_all(after, stop);
    if (progress.jobs > 0) {
        base::log::info("notes without KOSD found", {{"task", "creation_sweep"}, {"jobs", progress.jobs}});
    }
    return std::to_string(progress.last_note_version);
}

}  // namespace kinote::task_scheduler
