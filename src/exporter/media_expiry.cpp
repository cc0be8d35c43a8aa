#include "exporter/media_expiry.hpp"

#include "base/log.hpp"
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
    return {};
}

}  // namespace kinote::exporter
