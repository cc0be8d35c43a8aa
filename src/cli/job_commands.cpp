// jobs, queues, exceptions: what is done in the background, and what a person does about it.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <thread>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/failures.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/queue_table.hpp"
#include "jobs/bulk_actions.hpp"
#include "jobs/job_actions.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/queue_listing.hpp"
#include "server/reconcile_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;

database::JobFilter filter_of(const JobsOptions& options) {
    database::JobFilter filter;
    filter.queue = options.queue;
    filter.state = options.state;
    filter.kind = options.kind;
    filter.subject = options.subject;
    filter.study_instance_uid = options.study;
    filter.cause = options.cause;
    filter.since_ms = server::day_from("--since", options.since);
    if (!options.until.empty()) filter.until_ms = server::day_from("--until", options.until);
    filter.limit = options.limit;
    return filter;
}

int list_jobs(const JobsOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const std::vector<database::JobRow> jobs = database::list_jobs(*connection, filter_of(options));
    if (options.json) {
        print_json(server::array_of(jobs));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(jobs.size());
    for (const database::JobRow& job : jobs) {
        rows.push_back({std::to_string(job.id), job.kind, job.state, std::to_string(job.attempts),
                        base::iso_8601(job.created_ms), job.subject, job.error.value_or("")});
    }
    print_table({"id", "kind", "state", "attempts", "created", "subject", "error"}, rows);
    return done;
}

void check_ids(const std::vector<std::int64_t>& ids, bool takes_all) {
    if (ids.empty() && !takes_all) throw Error{ErrorKind::invalid, "name the numbers, or --all"};
}

// Does the same to each of the ids: what cannot be done is named, the others are done.
int for_each(const std::vector<std::int64_t>& ids, bool as_json, const char* done_word,
             const std::function<void(std::int64_t)>& action) {
    json::array succeeded;
    Failures failures{"id"};
    for (const std::int64_t id : ids) {
        if (failures.attempt(id, [&] { action(id); })) succeeded.emplace_back(id);
    }
    if (as_json) print_json(json::object{{done_word, std::move(succeeded)}, {"failures", failures.to_json()}});
    return failures.exit_code();
}

struct JobAction {
    jobs::BulkOrder::Action on_all;
    void (*on_one)(database::Database&, const base::Clock&, std::int64_t, const database::Actor&);
    const char* done_word;
};

JobAction action_of(const JobsOptions& options) {
    using Action = jobs::BulkOrder::Action;
    switch (options.action) {
        case JobsOptions::Action::retry: return {Action::retry, jobs::retry, "retried"};
        case JobsOptions::Action::abandon: return {Action::abandon, jobs::abandon, "abandoned"};
        case JobsOptions::Action::suspend: return {Action::suspend, jobs::suspend, "suspended"};
        case JobsOptions::Action::resume: return {Action::resume, jobs::resume, "resumed"};
        case JobsOptions::Action::list: break;
    }
    std::abort();
}

int act_on_all(const JobsOptions& options, const JobAction& action, const server::Site& site) {
    jobs::BulkOrder order;
    order.action = action.on_all;
    order.filter = filter_of(options);
    order.is_dry_run = options.is_dry_run;
    const jobs::BulkResult result = jobs::act_on_all(*site.database, site.clock, order, user_of_command());
    Failures failures{"id"};
    json::array ids;
    for (const std::int64_t id : result.jobs) {
        if (failures.attempt(id, [] {})) ids.emplace_back(id);
    }
    for (const auto& [job, reason] : result.refused) {
        failures.attempt(job, [&why = reason] { throw Error{ErrorKind::refused, why}; });
    }
    const std::size_t count = ids.size();
    if (options.json) {
        print_json(json::object{{action.done_word, std::move(ids)},
                                {"count", count},
                                {"dry_run", options.is_dry_run},
                                {"failures", failures.to_json()}});
    } else {
        fmt::print("{} jobs {}{}\n", count, options.is_dry_run ? "would be " : "", action.done_word);
    }
    return failures.exit_code();
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

std::string shown_word(std::string_view state) {
    std::string word{state};
    std::ranges::replace(word, '_', ' ');
    return word;
}

int list_queues(const QueuesOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const std::vector<server::ListedQueue> queues = server::list_queues(*connection, site.clock.now_ms());
    if (options.json) {
        print_json(server::array_of(queues));
        return done;
    }
    std::vector<std::string> headings{"queue", "state", "hours"};
    for (const std::string_view state : database::live_job_states) {
        headings.push_back(shown_word(state));
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(queues.size());
    for (const auto& [queue, allowed_hours, is_open] : queues) {
        std::vector<std::string> row{queue.name, shown_word(queue.state), allowed_hours + (is_open ? "" : ", not now")};
        for (const std::string_view state : database::live_job_states) {
            const auto found = queue.jobs_by_state.find(state);
            row.push_back(std::to_string(found == queue.jobs_by_state.end() ? 0 : found->second));
        }
        rows.push_back(std::move(row));
    }
    print_table(headings, rows);
    return done;
}

int acknowledge(const ExceptionsOptions& options, const server::Site& site) {
    check_ids(options.ids, options.takes_all);
    std::vector<std::int64_t> ids = options.ids;
    if (options.takes_all) {
        const database::PooledConnection connection = site.database->connection();
        for (const auto& exception : database::list_exceptions(*connection, INT64_MAX, INT64_MAX, options.cause)) {
            if (exception.state == "open") ids.push_back(exception.id);
        }
    }
    return for_each(ids, options.json, "acknowledged",
                    [&](std::int64_t id) { jobs::acknowledge(*site.database, site.clock, id, user_of_command()); });
}

int list_causes(const ExceptionsOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const std::vector<database::ExceptionGroup> groups = database::group_exceptions(*connection);
    json::array causes;
    std::vector<std::vector<std::string>> rows;
    rows.reserve(groups.size());
    for (const database::ExceptionGroup& group : groups) {
        causes.push_back(json::object{{"cause", group.cause},
                                      {"count", group.count},
                                      {"open", group.open},
                                      {"latest_at", base::iso_8601(group.latest_ms)},
                                      {"message", group.message},
                                      {"remedy", group.remedy}});
        rows.push_back({group.cause, std::to_string(group.count), std::to_string(group.open),
                        base::iso_8601(group.latest_ms), group.message, group.remedy});
    }
    if (options.json) {
        print_json(causes);
    } else {
        print_table({"cause", "number", "open", "latest", "what", "what to do"}, rows);
    }
    return done;
}

int list_exceptions(const ExceptionsOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const auto exceptions = database::list_exceptions(*connection, INT64_MAX, options.limit, options.cause);
    if (options.json) {
        print_json(server::array_of(exceptions));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(exceptions.size());
    for (const database::ExceptionRow& exception : exceptions) {
        rows.push_back({std::to_string(exception.id), base::iso_8601(exception.raised_ms), exception.cause,
                        exception.job ? std::to_string(*exception.job) : "", exception.study_instance_uid,
                        exception.sop_instance_uid, exception.message, exception.remedy});
    }
    print_table({"id", "raised", "cause", "job", "study", "object", "what", "what to do"}, rows);
    return done;
}

}  // namespace

int run(const JobsOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == JobsOptions::Action::list) return list_jobs(options, site);
    check_ids(options.ids, options.takes_all);
    const JobAction action = action_of(options);
    if (options.takes_all) return act_on_all(options, action, site);
    return for_each(options.ids, options.json, action.done_word,
                    [&](std::int64_t id) { action.on_one(*site.database, site.clock, id, user_of_command()); });
}

int run(const QueuesOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    switch (options.action) {
        case QueuesOptions::Action::list: return list_queues(options, site);
        case QueuesOptions::Action::halt:
            jobs::halt(*site.database, site.clock, options.name, user_of_command());
            break;
        case QueuesOptions::Action::start:
            jobs::start(*site.database, site.clock, options.name, user_of_command());
            break;
        case QueuesOptions::Action::wait: return wait_for_queue(options, site);
    }
    if (options.json) {
        const database::PooledConnection connection = site.database->connection();
        print_json(json::object{
            {"name", options.name},
            {"state", database::find_queue_state(*connection, options.name, site.clock.now_ms()).value()}});
    }
    return done;
}

int run(const ExceptionsOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == ExceptionsOptions::Action::acknowledge) return acknowledge(options, site);
    return options.by_cause ? list_causes(options, site) : list_exceptions(options, site);
}

}  // namespace kinote::cli
