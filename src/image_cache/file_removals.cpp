#include "image_cache/file_removals.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "database/file_removal_table.hpp"
#include "database/instance_table.hpp"

namespace kinote::image_cache {

void remove_listed_files(database::Database& database, const ImageCache& image_cache, const std::stop_token& stop) {
    constexpr std::int64_t page_size = 200;
    const database::PooledConnection connection = database.connection();
    std::string last;
    while (!stop.stop_requested()) {
        const auto paths = database::find_file_removals(*connection, last, page_size);
        if (paths.empty()) return;
        last = paths.back();
        const auto named =
            database::find_known_paths(*connection, std::vector<std::string_view>{paths.begin(), paths.end()});
        std::map<std::string_view, std::string> failures;
        for (const std::string& path : paths) {
            if (named.contains(path)) continue;
            std::string failure = image_cache.remove(path);
            if (!failure.empty()) failures.emplace(path, std::move(failure));
        }
        database::Transaction transaction{*connection};
        for (const std::string& path : paths) {
            const auto failed = failures.find(path);
            if (failed == failures.end()) {
                database::end_file_removal(transaction, path);
            } else {
                base::log::warn("a file of the cache could not be removed",
                                {{"path", path}, {"error", failed->second}});
                database::note_failed_removal(transaction, path, failed->second);
            }
        }
        transaction.commit();
    }
}

}  // namespace kinote::image_cache
