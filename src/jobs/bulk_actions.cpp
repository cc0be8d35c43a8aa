#include "jobs/bulk_actions.hpp"

#include "base/error.hpp"
#include "jobs/job_actions.hpp"

namespace kinote::jobs {
namespace {

constexpr std::int64_t page = 200;

bool is_meant(const BulkOrder& order, const database::JobRow& job) {
    const bool is_waiting = job.state == "retry" || job.state == "error";
    if (order.action == BulkOrder::Action::retry) {
        return is_waiting || (job.state == "abandoned" && order.filter.state == "abandoned");
    }
    return job.state != "done" && job.state != "abandoned" && job.state != "in_progress";
}

}  // namespace

BulkResult act_on_all(database::Database& database, const base::Clock& clock, const BulkOrder& order,
                      const database::Actor& actor) {
    const auto act = order.action == BulkOrder::Action::retry ? retry_row : abandon_row;
    database::JobFilter filter = order.filter;
    filter.before_id = INT64_MAX;
    filter.limit = page;
    const database::PooledConnection connection = database.connection();
    BulkResult result;
    while (true) {
        database::Transaction transaction{*connection};
        const std::vector<database::JobRow> jobs = database::list_jobs(*connection, filter);
        for (const database::JobRow& job : jobs) {
            if (!is_meant(order, job)) continue;
            try {
                act(transaction, job, actor, clock.now_ms());
                result.jobs.push_back(job.id);
            } catch (const base::Error& error) {
                if (error.kind() != base::ErrorKind::refused) throw;
                result.refused.push_back({job.id, error.what()});
            }
        }
        if (!order.is_dry_run) transaction.commit();
        if (jobs.size() < static_cast<std::size_t>(page)) return result;
        filter.before_id = jobs.back().id;
    }
}

}  // namespace kinote::jobs
