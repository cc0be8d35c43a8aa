#pragma once
// The rooms that take objects in and make them, at a place of their own.

#include <cstdint>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/wake_up.hpp"
#include "jobs/worker_pool.hpp"
#include "place.hpp"

namespace kinote::bench {

struct CreatorRooms {
    /// With the schema of today, and the queue MVF_OBJECT_CREATOR.
    explicit CreatorRooms(const Place& place);

    /// Workers of MVF_OBJECT_CREATOR.
    [[nodiscard]] static jobs::WorkerPoolSettings pool_settings(unsigned workers, std::int64_t at_once);

    base::SystemClock clock;
    jobs::WakeUp wake_up;
    database::Database database;
    jobs::JobQueue queue;
    image_cache::ImageCache image_cache;
    ingest::Intake intake;
};

}  // namespace kinote::bench
