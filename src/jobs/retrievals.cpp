#include "jobs/retrievals.hpp"

#include "database/nearline_table.hpp"

namespace kinote::jobs {

std::vector<Retrieve> needed_retrievals(database::Connection& connection, std::string_view study_instance_uid) {
    std::vector<Retrieve> needed;
    const std::int64_t away = database::count_nearline_objects(connection, study_instance_uid);
    if (away == 0) return needed;
    for (const database::NearlineHolder& holder : database::find_nearline_holders(connection, study_instance_uid)) {
        needed.push_back({holder.name, retrieve_queue(holder.name), std::string{study_instance_uid}});
        if (holder.objects == away) break;
    }
    return needed;
}

std::vector<std::int64_t> ensure_retrievals(database::Transaction& transaction, JobQueue& queue,
                                            std::string_view study_instance_uid) {
    std::vector<std::int64_t> ids;
    for (const Retrieve& retrieval : needed_retrievals(transaction.connection(), study_instance_uid)) {
        ids.push_back(queue.ensure(transaction, new_job(retrieval)));
    }
    return ids;
}

}  // namespace kinote::jobs
