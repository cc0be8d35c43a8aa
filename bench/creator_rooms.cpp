#include "creator_rooms.hpp"

#include "database/queue_table.hpp"
#include "database/schema.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::bench {

CreatorRooms::CreatorRooms(const Place& place)
    : database{place.url()},
      queue{clock, wake_up},
      image_cache{{place.folder() / "cache"}, database},
      intake{{}, database, image_cache, queue, clock} {
    database::bring_schema_up_to_date(database, clock.now_ms());
    const database::PooledConnection connection = database.connection();
    database::Transaction transaction{*connection};
    database::declare_queue(transaction, jobs::queue::mvf_object_creator, clock.now_ms());
    transaction.commit();
}

jobs::WorkerPoolSettings CreatorRooms::pool_settings(unsigned workers, std::int64_t at_once) {
    jobs::WorkerPoolSettings settings;
    settings.queue = jobs::queue::mvf_object_creator;
    settings.worker_prefix = "bench";
    settings.threads = workers;
    settings.jobs_at_once = at_once;
    return settings;
}

}  // namespace kinote::bench
