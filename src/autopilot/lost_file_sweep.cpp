#include "autopilot/lost_file_sweep.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/cached_object_table.hpp"

namespace kinote::autopilot {

std::string LostFileSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    std::int64_t after = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);  // 0 where there is none
    std::int64_t looked_at = 0;
    std::int64_t lost = 0;
    while (!stop.stop_requested()) {
        std::vector<database::CachedObject> page;
        {
            const database::PooledConnection connection = database_.connection();
            page = database::list_cached_objects(*connection, after, settings_.page);
        }
        if (page.empty()) {
            base::log::info("lost files looked for", {{"looked_at", looked_at}, {"lost", lost}});
            return {};
        }
        std::vector<DamagedObject> damaged;
        std::int64_t files = 0;
        for (const database::CachedObject& one : page) {
            if (!one.is_wanted || !one.object.path) continue;
            ++files;
            try {
                (void)image_cache_.open(one.object);  // corrupt where the size is another
            } catch (const base::Error& error) {
                damaged.push_back({one.object, error.what()});
            }
        }
        if (!damaged.empty()) lost += damage_.report(damaged, files, "lost_file_sweep");
        looked_at += files;
        after = page.back().object.instance;
    }
    return std::to_string(after);
}

}  // namespace kinote::autopilot
