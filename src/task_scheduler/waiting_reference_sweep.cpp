#include "task_scheduler/waiting_reference_sweep.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "database/note_table.hpp"
#include "database/waiting_references.hpp"

namespace kinote::task_scheduler {

std::string WaitingReferenceSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    std::string position = cursor;
    std::int64_t resolved = 0;
    for (std::int64_t allowed = settings_.most_in_a_run; allowed > 0 && !stop.stop_requested();) {
        const database::AwaitedPage page =
            database::find_awaited_objects(*connection, position, std::min(settings_.page, allowed));
        position = page.last;
        if (page.looked_at == 0) break;
        // They are few, and each locks its study: together they would stand in the way of arrivals.
        for (const database::AwaitedObject& object : page.here) {
            database::Transaction transaction{*connection};
            database::resolve_references(transaction, object.sop_instance_uid, object.study_instance_uid,
                                         object.series_instance_uid, object.sop_class_uid, object.study);
            transaction.commit();
        }
        resolved += static_cast<std::int64_t>(page.here.size());
        allowed -= page.looked_at;
    }
    if (resolved > 0) {
        base::log::info("references resolved whose objects were here",
                        {{"task", "waiting_reference_sweep"}, {"objects", resolved}});
    }
    return position;
}

}  // namespace kinote::task_scheduler
