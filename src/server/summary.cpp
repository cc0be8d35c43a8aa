#include "server/summary.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "database/job_exception_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_listing.hpp"
#include "server/json_array.hpp"
#include "server/migration_view.hpp"
#include "server/queue_listing.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

constexpr std::int64_t summary_age_ms = 2'000;
constexpr std::int64_t summary_rest = 20;  // as many times as long as counting took

json::value summarize(database::Database& database, const base::Clock& clock) {
    const database::PooledConnection connection = database.connection();
    const database::NoteCounts counts = database::count_notes(*connection);
    return json::object{
        {"studies", counts.studies},
        {"studies_with_notes", counts.studies_with_notes},
        {"notes", counts.notes},
        {"quarantined", database::count_quarantined(*connection)},
        {"unregistered", database::count_unregistered(*connection)},
        {"exceptions", database::count_open_exceptions(*connection)},
        {"queues", array_of(list_queues(*connection, clock.now_ms()))},
        {"migration", latest_migration(*connection)},
    };
}

}  // namespace

std::string Summary::text() {
    std::unique_lock lock{mutex_};
    const bool is_due = !is_counting_ && clock_.now_ms() >= due_ms_;
    if (!is_due && text_) return *text_;
    is_counting_ = true;
    lock.unlock();
    std::optional<std::string> counted;
    const std::int64_t begin_ms = clock_.now_ms();
    try {
        counted = json::serialize(summarize(database_, clock_));
    } catch (...) {
        lock.lock();
        is_counting_ = false;
        throw;
    }
    lock.lock();
    is_counting_ = false;
    text_ = std::move(counted);
    due_ms_ = clock_.now_ms() + std::max(summary_age_ms, summary_rest * (clock_.now_ms() - begin_ms));
    return *text_;
}

}  // namespace kinote::server
