#pragma once
// The job EVALUATE_RULES: a study that has changed goes where the routes of this site send it.

#include <stop_token>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/job_table.hpp"
#include "exporter/export_request.hpp"
#include "exporter/route.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

/// Any thread.
class EvaluateRulesHandler {
public:
    EvaluateRulesHandler(std::vector<Route> routes, database::Database& database, jobs::JobQueue& queue,
                         const base::Clock& clock)
        : routes_{std::move(routes)}, database_{database}, queue_{queue}, clock_{clock} {}

    /// Asks for an export by each route that has something to send which its destination does not have, or a note
    /// whose KOSD must be made. Nothing where nothing of the study is visible any more.
    /// @throws Error not_found where a route's destination is not in use: the other routes have been followed.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    void follow(const Route& route, const std::string& study_instance_uid, bool has_key_images) const;

    std::vector<Route> routes_;
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
