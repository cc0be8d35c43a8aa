#include "jobs/queue_watch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "database/queue_watch_table.hpp"

namespace kinote::jobs {
namespace {

using database::WatchedQueue;

struct StallReport {
    std::string message;
    std::string remedy;
};

StallReport report_of(const WatchedQueue& queue) {
    const std::string waits =
        fmt::format("jobs of the queue {} wait since {} and none moves", queue.name, base::iso_8601(queue.since_ms));
    if (queue.in_progress == 0) {
        return {
            waits + ": no worker takes from it",
            fmt::format("see that a kinote serve runs on this database and is not stopped, and what its log says of "
                        "{}; it goes on by itself once a worker takes a job",
                        queue.name)};
    }
    return {fmt::format("{}: its workers are busy with the same jobs all that time, {} in progress", waits,
                        queue.in_progress),
            fmt::format("kinote jobs list --queue {} --state in_progress names them; where they do not end by "
                        "themselves, restart the kinote serve that has them: another worker takes them over",
                        queue.name)};
}

}  // namespace

std::int64_t QueueWatchSettings::interval_ms() const {
    constexpr std::int64_t shortest_ms = 1'000;
    constexpr std::int64_t longest_ms = 10'000;
    return std::clamp(stalled_ms / 3, shortest_ms, longest_ms);
}

std::string QueueWatch::run(const std::string& cursor, const std::stop_token& /*stop*/) const {
    const database::PooledConnection connection = database_.connection();
    const std::int64_t now_ms = clock_.now_ms();
    const auto closed = settings_.closed_queues(*connection, now_ms);
    database::Transaction transaction{*connection};
    for (const WatchedQueue& queue : database::list_watched_queues(*connection, now_ms)) {
        const bool is_awaited = queue.is_running && settings_.stalled_ms > 0 && !closed.contains(queue.name);
        const std::string_view head = is_awaited ? std::string_view{queue.head} : std::string_view{};
        const bool is_set_back = now_ms < queue.since_ms;  // the clock, not the queue
        if (queue.head_before != head || is_set_back) {
            database::record_queue_head(transaction, queue.name, head, now_ms);
            if (queue.stalled_ms) base::log::info("a queue moves again", {{"queue", queue.name}});
        } else if (!head.empty() && !queue.stalled_ms && now_ms - queue.since_ms >= settings_.stalled_ms) {
            const StallReport report = report_of(queue);
            database::record_stalled_queue(transaction, queue.name, report.message, report.remedy, now_ms);
            base::log::error("a queue has stalled", {{"queue", queue.name}, {"in_progress", queue.in_progress}});
        }
    }
    const std::int64_t released = database::release_orphans(transaction);
    if (released > 0) base::log::warn("jobs go on whose predecessors are gone", {{"jobs", released}});
    transaction.commit();
    return cursor;
}

}  // namespace kinote::jobs
