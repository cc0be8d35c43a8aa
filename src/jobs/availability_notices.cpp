#include "jobs/availability_notices.hpp"

#include "base/random.hpp"
#include "database/availability_table.hpp"
#include "database/job_dependency_table.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::jobs {

void enqueue_availability_notices(database::Transaction& transaction, const std::vector<std::string>& studies,
                                  std::int64_t now_ms) {
    for (const std::string& study : studies) {
        for (const database::DestinationToTell& one :
             database::add_availability_notice(transaction, study, base::random_uuid())) {
            const NotifyAvailability arguments{one.name, outgoing_queue(one.name, one.is_archive), study};
            (void)database::ensure_job(transaction, new_job(arguments), now_ms);
        }
    }
}

}  // namespace kinote::jobs
