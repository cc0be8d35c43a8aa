// kosd create: asks for the documents of notes that have none.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "jobs/creations.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "query/studies.hpp"
#include "server/site.hpp"
#include "task_scheduler/creation_sweep.hpp"

namespace kinote::cli {
namespace {

using base::Error;
using base::ErrorKind;

std::int64_t ask_for_all(const server::Site& site, jobs::JobQueue& queue) {
    {
        const database::PooledConnection connection = site.database->connection();
        database::Transaction transaction{*connection};
        database::add_audit_event(transaction, {user_of_command(), "kosds_requested", "all", ""}, site.clock.now_ms());
        transaction.commit();
    }
    return task_scheduler::CreationSweep{{}, *site.database, queue}.ask_for_all(0, {}).jobs;
}

std::int64_t ask_for(const server::Site& site, jobs::JobQueue& queue, const std::vector<std::string>& notes) {
    std::int64_t jobs = 0;
    for (const std::string& id : notes) {
        const auto note = query::find_note(*site.database, id);
        if (!note) throw Error{ErrorKind::not_found, fmt::format("there is no note {}", id)};
        const database::PooledConnection connection = site.database->connection();
        database::Transaction transaction{*connection};
        const auto creatable = database::find_creatable_note(*connection, id, note->version);
        const database::NoteWithoutKosd asked{creatable ? creatable->note_version : 0, id, note->version,
                                              note->study_instance_uid};
        jobs += jobs::enqueue_creations(transaction, queue, {&asked, 1}, jobs::priority::arrival);
        database::add_audit_event(transaction, {user_of_command(), "kosd_requested", id, note->study_instance_uid},
                                  site.clock.now_ms());
        transaction.commit();
    }
    return jobs;
}

}  // namespace

int run(const KosdOptions& options) {
    if (!options.takes_all && options.notes.empty()) {
        throw Error{ErrorKind::invalid, "name notes by their ids, or all of them with --all"};
    }
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    server::declare_queues(site);
    const base::SystemClock clock;
    jobs::WakeUp wake_up;  // the server that runs finds the jobs by polling
    jobs::JobQueue queue{clock, wake_up};
    const std::int64_t made = options.takes_all ? ask_for_all(site, queue) : ask_for(site, queue, options.notes);
    if (options.json) {
        print_json(boost::json::object{{"jobs", made}});
    } else {
        fmt::print("{} jobs made: see kinote jobs list --kind CREATE_KOSD\n", made);
    }
    return done;
}

}  // namespace kinote::cli
