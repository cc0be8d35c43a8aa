#pragma once
// The legacy migration as the server runs it by itself: a recurring task that enqueues a job, and the job's handler.

#include <optional>

#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"
#include "server/site.hpp"
#include "task_scheduler/task_scheduler.hpp"

namespace kinote::server {

/// MIGRATE_LEGACY_NOTES: one run over the source that the configuration names. @param site  outlives the handler.
[[nodiscard]] jobs::Handler make_migration_handler(Site& site);

/// Absent where the configuration names no legacy source. @param site, queue  outlive the task.
[[nodiscard]] std::optional<task_scheduler::Task> make_migration_task(Site& site, jobs::JobQueue& queue);

}  // namespace kinote::server
