#include "task_scheduler/waiting_reference_sweep.hpp"

#include "base/log.hpp"
#include "database/note_table.hpp"
#include "database/waiting_references.hpp"

namespace kinote::task_scheduler {

std::string WaitingReferenceSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    std::size_t resolved = 0;
    // They are few, and each locks its study: together they would stand in the way of arrivals.
    const auto resolve = [&resolved](database::Connection& session, const database::AwaitedPage& page) {
        for (const database::AwaitedObject& object : page.here) {
            database::Transaction transaction{session};
            database::resolve_references(transaction, object.sop_instance_uid, object.study_instance_uid,
                                         object.series_instance_uid, object.sop_class_uid, object.study);
            transaction.commit();
        }
        resolved += page.here.size();
    };
    std::string next = sweep_pages(settings_, *connection, cursor, stop, database::find_awaited_objects, resolve);
    if (resolved > 0) {
        base::log::info("references resolved whose objects were here",
                        {{"task", "waiting_reference_sweep"}, {"objects", resolved}});
    }
    return next;
}

}  // namespace kinote::task_scheduler
