#include "task_scheduler/unregistered_kosd_sweep.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/log.hpp"
#include "database/kosd_table.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::task_scheduler {
namespace {

std::int64_t position_from(const std::string& cursor) {
    std::int64_t position = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), position);
    return position;
}

}  // namespace

std::string UnregisteredKosdSweep::run(const std::string& cursor, const std::stop_token& stop) {
    const database::PooledConnection connection = database_.connection();
    std::int64_t position = position_from(cursor);
    std::int64_t allowed = std::max<std::int64_t>(settings_.most_per_minute * settings_.interval_ms / 60'000, 1);
    std::int64_t made = 0;
    while (allowed > 0 && !stop.stop_requested()) {
        database::Transaction transaction{*connection};
        const std::vector<database::UnregisteredKosd> kosds =
            database::lock_unregistered(transaction, position, std::min(settings_.page, allowed));
        if (kosds.empty()) {
            position = 0;
            break;
        }
        for (const database::UnregisteredKosd& kosd : kosds) {
            const bool is_new = queue_.enqueue(
                transaction, jobs::new_job(jobs::RegisterKosd{kosd.sop_instance_uid, kosd.study_instance_uid,
                                                              jobs::priority::sweep}));
            made += is_new ? 1 : 0;
        }
        transaction.commit();
        position = kosds.back().instance;
        allowed -= static_cast<std::int64_t>(kosds.size());
    }
    if (made > 0) {
        base::log::info("unregistered KOSDs found", {{"task", "unregistered_kosd_sweep"},
                                                     {"jobs", made},
                                                     {"unregistered", database::count_unregistered(*connection)}});
    }
    return std::to_string(position);
}

}  // namespace kinote::task_scheduler
