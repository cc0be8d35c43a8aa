#include "exporter/media_expiry.hpp"

#include <algorithm>
#include <array>

#include "base/log.hpp"
#include "database/job_state.hpp"
#include "database/media_table.hpp"

namespace kinote::exporter {

std::string MediaExpiry::run(const std::string& /*cursor*/, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    for (const std::int64_t id : database::list_expiring_media(*connection, clock_.now_ms(), settings_.page_size)) {
        if (stop.stop_requested()) break;
        {
            database::Transaction transaction{*connection};
            (void)database::expire_media_export(transaction, id, clock_.now_ms());
            transaction.commit();
        }
        folder_.remove(id);
        database::Transaction transaction{*connection};
        database::set_media_removed(transaction, id, clock_.now_ms());
        transaction.commit();
        base::log::info("discs are removed", {{"media_export", id}});
    }
    remove_remains(*connection);
    return {};
}

// A worker that was killed left them; an attempt that comes begins anew.
void MediaExpiry::remove_remains(database::Connection& connection) const {
    constexpr std::array ended{database::JobState::error, database::JobState::abandoned};
    for (const std::int64_t id : folder_.unfinished()) {
        const auto one = database::find_media_export(connection, id);
        if (!one || one->state == "done") continue;
        const bool has_ended = !one->job_state || std::ranges::any_of(ended, [&](database::JobState state) {
            return *one->job_state == database::to_string(state);
        });
        if (!has_ended) continue;
        folder_.remove(id);
        base::log::info("what was left of discs that did not become whole is removed", {{"media_export", id}});
    }
}

}  // namespace kinote::exporter
