// jobs, queues, exceptions: what is done in the background, and what a person does about it.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <thread>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_table.hpp"
#include "database/queue_table.hpp"
#include "jobs/job_actions.hpp"
#include "server/json_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;

int list_jobs(const JobsOptions& options, const server::Site& site) {
    database::JobFilter filter;
    filter.queue = options.queue;
    filter.state = options.state;
    filter.kind = options.kind;
    filter.subject = options.subject;
    filter.limit = options.limit;
    const database::PooledConnection connection = site.database->connection();
    const std::vector<database::JobRow> jobs = database::list_jobs(*connection, filter);
    if (options.json) {
        print_json(server::array_of(jobs));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    for (const database::JobRow& job : jobs) {
        rows.push_back({std::to_string(job.id), job.kind, job.state, std::to_string(job.attempts),
                        base::iso_8601(job.created_ms), job.subject, job.error.value_or("")});
    }
    print_table({"id", "kind", "state", "attempts", "created", "subject", "error"}, rows);
    return done;
}

// Does the same to each of the ids: what cannot be done is named, the others are done.
int for_each(const std::vector<std::int64_t>& ids, bool as_json, const char* done_word,
             const std::function<void(std::int64_t)>& action) {
    json::array succeeded;
    json::array failures;
    for (const std::int64_t id : ids) {
        try {
            action(id);
            succeeded.emplace_back(id);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::not_found && error.kind() != ErrorKind::refused) throw;
            fmt::print(stderr, "kinote: {}\n", error.what());
            failures.push_back(json::object{{"id", id}, {"reason", error.what()}});
        }
    }
    const bool is_complete = failures.empty();
    const bool is_nothing = succeeded.empty();
    if (as_json) print_json(json::object{{done_word, std::move(succeeded)}, {"failures", std::move(failures)}});
    if (is_complete) return done;
    return is_nothing ? failed : done_in_part;
}

int wait_for_queue(const QueuesOptions& options, const server::Site& site) {
    const base::SystemClock clock;
    const std::int64_t until = clock.now_ms() + options.timeout_seconds * 1'000;
    while (true) {
        std::optional<std::int64_t> outstanding;
        {
            const database::PooledConnection connection = site.database->connection();
            outstanding = database::count_outstanding(*connection, options.name);
        }
        if (!outstanding) throw Error{ErrorKind::not_found, fmt::format("there is no queue {}", options.name)};
        const bool is_over = *outstanding == 0 || clock.now_ms() >= until;
        if (is_over) {
            if (options.json) print_json(json::object{{"name", options.name}, {"outstanding", *outstanding}});
            if (*outstanding == 0) return done;
            fmt::print(stderr, "kinote: {} still has {} jobs to do after {} s\n", options.name, *outstanding,
                       options.timeout_seconds);
            return failed;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
}

int list_queues(const QueuesOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const std::vector<database::QueueRow> queues = database::list_queues(*connection);
    if (options.json) {
        print_json(server::array_of(queues));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    for (const database::QueueRow& queue : queues) {
        std::vector<std::string> row{queue.name, queue.state};
        for (const char* state : {"new", "in_progress", "retry", "error", "done", "abandoned"}) {
            const auto found = queue.jobs_by_state.find(state);
            row.push_back(std::to_string(found == queue.jobs_by_state.end() ? 0 : found->second));
        }
        rows.push_back(std::move(row));
    }
    print_table({"queue", "state", "new", "in progress", "retry", "error", "done", "abandoned"}, rows);
    return done;
}

}  // namespace

int run(const JobsOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    switch (options.action) {
        case JobsOptions::Action::list: return list_jobs(options, site);
        case JobsOptions::Action::retry:
            return for_each(options.ids, options.json, "retried",
                            [&](std::int64_t id) { jobs::retry(*site.database, site.clock, id); });
        case JobsOptions::Action::abandon:
            return for_each(options.ids, options.json, "abandoned",
                            [&](std::int64_t id) { jobs::abandon(*site.database, site.clock, id); });
    }
    return usage;
}

int run(const QueuesOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    switch (options.action) {
        case QueuesOptions::Action::list: return list_queues(options, site);
        case QueuesOptions::Action::halt: jobs::halt(*site.database, site.clock, options.name); break;
        case QueuesOptions::Action::start: jobs::start(*site.database, site.clock, options.name); break;
        case QueuesOptions::Action::wait: return wait_for_queue(options, site);
    }
    if (options.json) {
        const bool is_halted = options.action == QueuesOptions::Action::halt;
        print_json(json::object{{"name", options.name}, {"state", is_halted ? "halted" : "running"}});
    }
    return done;
}

int run(const ExceptionsOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == ExceptionsOptions::Action::acknowledge) {
        return for_each(options.ids, options.json, "acknowledged", [&](std::int64_t id) {
            const database::PooledConnection connection = site.database->connection();
            database::Transaction transaction{*connection};
            if (!database::acknowledge_exception(transaction, id)) {
                throw Error{ErrorKind::not_found, fmt::format("there is no open exception {}", id)};
            }
            transaction.commit();
        });
    }
    const database::PooledConnection connection = site.database->connection();
    const auto exceptions = database::list_exceptions(*connection, INT64_MAX, options.limit);
    if (options.json) {
        print_json(server::array_of(exceptions));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    for (const database::ExceptionRow& exception : exceptions) {
        rows.push_back({std::to_string(exception.id), base::iso_8601(exception.raised_ms), exception.cause,
                        exception.message, exception.remedy});
    }
    print_table({"id", "raised", "cause", "what", "what to do"}, rows);
    return done;
}

}  // namespace kinote::cli
