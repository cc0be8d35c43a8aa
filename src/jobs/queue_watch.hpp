#pragma once
// Sees which queues have stalled: jobs wait there, and none moves.

#include <cstdint>
#include <functional>
#include <set>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"

namespace kinote::jobs {

struct QueueWatchSettings {
    std::int64_t stalled_ms = 900'000;  ///< the head of a queue stays the same for so long; 0: nothing is raised
    /// Queues whose hours let nothing go at this time: what waits there has not stalled.
    std::function<std::set<std::string, std::less<>>(database::Connection&, std::int64_t now_ms)> closed_queues =
        [](database::Connection&, std::int64_t) { return std::set<std::string, std::less<>>{}; };

    /// Between two looks.
    [[nodiscard]] std::int64_t interval_ms() const;
};

/// A task: one node does it at a time. What it has seen stands in the database. Any thread.
class QueueWatch {
public:
    QueueWatch(QueueWatchSettings settings, database::Database& database, const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, clock_{clock} {}

    /// Looks once: raises an exception for a queue that has stalled, closes that of one which moves again, and lets go
    /// on what waits for jobs that are gone. @return the cursor, which it does not need.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    QueueWatchSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::jobs
