#pragma once
// The Task Scheduler's tasks: what each is called, how often it runs by itself, and what it does.

#include <vector>

#include "image_cache/image_cache.hpp"
#include "jobs/job_queue.hpp"
#include "server/site.hpp"
#include "task_scheduler/task_scheduler.hpp"
#include "task_scheduler/unregistered_kosd_sweep.hpp"

namespace kinote::server {

/// All that the site's configuration asks for. What they are given outlives them.
[[nodiscard]] std::vector<task_scheduler::Task> make_tasks(Site& site, image_cache::ImageCache& image_cache,
                                                           jobs::JobQueue& queue,
                                                           task_scheduler::UnregisteredKosdSweep& unregistered);

}  // namespace kinote::server
