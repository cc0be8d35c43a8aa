#pragma once
// What sweeps over objects that something waits for have in common: pages, a limit for a run, a cursor.

#include <algorithm>
#include <cstdint>
#include <stop_token>
#include <string>

#include "database/connection.hpp"

namespace kinote::task_scheduler {

struct PagedSweepSettings {
    std::int64_t interval_ms = 60'000;
    std::int64_t most_in_a_run = 10'000;  ///< objects that are waited for, looked at
    std::int64_t page = 500;              ///< looked at by one statement
};

/// Goes on behind the cursor, a SOP Instance UID, until it has looked at as many as one run may, and from the beginning
/// once it has come to the end.
/// @param find  (connection, after, limit): a page with `here`, `looked_at` and `last`.
/// @param act   (connection, page) on those that are here. @return the next cursor.
template <typename Find, typename Act>
[[nodiscard]] std::string sweep_pages(const PagedSweepSettings& settings, database::Connection& connection,
                                      const std::string& cursor, const std::stop_token& stop, Find find, Act act) {
    std::string position = cursor;
    for (std::int64_t allowed = settings.most_in_a_run; allowed > 0 && !stop.stop_requested();) {
        const auto page = find(connection, position, std::min(settings.page, allowed));
        position = page.last;
        if (page.looked_at == 0) break;
        if (!page.here.empty()) act(connection, page);
        allowed -= page.looked_at;
    }
    return position;
}

}  // namespace kinote::task_scheduler
