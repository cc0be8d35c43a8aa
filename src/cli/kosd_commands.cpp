// kosd create: asks for the documents of notes that have none.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/failures.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "database/job_listing.hpp"
#include "database/job_table.hpp"
#include "database/whole_commit.hpp"
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

std::string not_made(std::int64_t job, std::string_view error) {
    return fmt::format("its KOSD could not be made: {}: mend that, then kinote jobs retry {}", error, job);
}

// KOSDs that could not be made are not made by asking once more.
void name_those_in_error(const server::Site& site, Failures& failures) {
    constexpr std::int64_t page = 1'000;
    database::JobFilter filter;
    filter.kind = jobs::CreateKosd::kind;
    filter.state = "error";
    filter.limit = page;
    const database::PooledConnection connection = site.database->connection();
    for (;;) {
        const auto in_error = database::list_jobs(*connection, filter);
        for (const database::JobRow& job : in_error) {
            failures.add(boost::json::value(job.subject.substr(0, job.subject.find('/'))),
                         not_made(job.id, job.error.value_or("")));
        }
        if (in_error.size() < static_cast<std::size_t>(page)) return;
        filter.before_id = in_error.back().id;
    }
}

std::int64_t ask_for_all(const server::Site& site, jobs::JobQueue& queue, Failures& failures) {
    {
        const database::PooledConnection connection = site.database->connection();
        database::Transaction transaction{*connection};
        database::add_audit_event(transaction, {user_of_command(), "kosds_requested", "all", ""}, site.clock.now_ms());
        transaction.commit();
    }
    const std::int64_t made = task_scheduler::CreationSweep{{}, *site.database, queue}.ask_for_all(0, {}).jobs;
    name_those_in_error(site, failures);
    return made;
}

std::int64_t ask_for(const server::Site& site, jobs::JobQueue& queue, const std::string& id) {
    const auto note = query::find_note(*site.database, id);
    if (!note) throw Error{ErrorKind::not_found, "there is no such note"};
    std::int64_t made = 0;
    database::commit_as_a_whole(*site.database, [&](database::Transaction& transaction) {
        database::Connection& connection = transaction.connection();
        const std::string subject =
            jobs::new_job(jobs::CreateKosd{id, note->version, note->study_instance_uid}).subject;
        const auto in_error = database::find_in_error(connection, jobs::CreateKosd::kind, subject);
        if (in_error) throw Error{ErrorKind::refused, not_made(in_error->id, in_error->error)};
        const auto creatable = database::find_creatable_note(connection, id, note->version);
        const database::NoteWithoutKosd asked{creatable ? creatable->note_version : 0, id, note->version,
                                              note->study_instance_uid};
        made = jobs::enqueue_creations(transaction, queue, {&asked, 1}, jobs::priority::arrival);
        database::add_audit_event(transaction, {user_of_command(), "kosd_requested", id, note->study_instance_uid},
                                  site.clock.now_ms());
    });
    return made;
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
    Failures failures{"note"};
    std::int64_t made = options.takes_all ? ask_for_all(site, queue, failures) : 0;
    for (const std::string& note : options.notes) {
        (void)failures.attempt(boost::json::value(note), [&] { made += ask_for(site, queue, note); });
    }
    if (options.json) {
        print_json(boost::json::object{{"jobs", made}, {"failures", failures.to_json()}});
    } else {
        fmt::print("{} jobs made: see kinote jobs list --kind CREATE_KOSD\n", made);
    }
    return failures.exit_code();
}

}  // namespace kinote::cli
