#include "jobs/bulk_actions.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "base/error.hpp"
#include "database/whole_commit.hpp"
#include "jobs/job_actions.hpp"

namespace kinote::jobs {
namespace {

constexpr std::int64_t page = 200;

struct ActionOnAll {
    database::JobEvent event;
    void (*act)(database::Transaction&, const database::JobRow&, const database::Actor&, std::int64_t);
};

ActionOnAll action_on_all(BulkOrder::Action action) {
    using Action = BulkOrder::Action;
    using database::JobEvent;
    switch (action) {
        case Action::retry: return {JobEvent::retry, retry_row};
        case Action::abandon: return {JobEvent::abandon, abandon_row};
        case Action::suspend: return {JobEvent::suspend, suspend_row};
        case Action::resume: return {JobEvent::resume, resume_row};
    }
    std::abort();
}

bool is_meant(const BulkOrder& order, database::JobEvent event, const database::JobRow& job) {
    const database::JobState state = database::job_state_from(job.state);
    if (database::has_ended(state) && order.filter.state != job.state)
        return false;  // of a study also those are listed
    return database::is_job_transition(state, event);
}

}  // namespace

BulkResult act_on_all(database::Database& database, const base::Clock& clock, const BulkOrder& order,
                      const database::Actor& actor) {
    const auto [event, act] = action_on_all(order.action);
    database::JobFilter filter = order.filter;
    filter.before_id = INT64_MAX;
    filter.limit = page;
    filter.is_of_live = filter.state.empty();
    BulkResult result;
    while (true) {
        BulkResult of_page;
        std::vector<database::JobRow> jobs;
        const auto act_on_page = [&](database::Transaction& transaction) {
            of_page = {};
            jobs = database::list_jobs(transaction.connection(), filter);
            for (const database::JobRow& job : jobs) {
                if (!is_meant(order, event, job)) continue;
                try {
                    act(transaction, job, actor, clock.now_ms());
                    of_page.jobs.push_back(job.id);
                } catch (const base::Error& error) {
                    if (error.kind() != base::ErrorKind::refused) throw;
                    of_page.refused.push_back({job.id, error.what()});
                }
            }
        };
        if (order.is_dry_run) {
            database::try_as_a_whole(database, act_on_page);
        } else {
            database::commit_as_a_whole(database, act_on_page);
        }
        std::ranges::move(of_page.jobs, std::back_inserter(result.jobs));
        std::ranges::move(of_page.refused, std::back_inserter(result.refused));
        if (jobs.size() < static_cast<std::size_t>(page)) return result;
        filter.before_id = jobs.back().id;
    }
}

}  // namespace kinote::jobs
