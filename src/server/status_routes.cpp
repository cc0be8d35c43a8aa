#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/kosd_table.hpp"
#include "database/note_listing.hpp"
#include "server/api.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/migration_view.hpp"
#include "server/queue_listing.hpp"
#include "server/reconcile_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

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

// Many pages look at it every few seconds: counted once for all of them, and the seldomer the longer it takes. While
// one request counts, the others get what was counted before.
class Summary {
public:
    explicit Summary(const ApiRooms& rooms) : database_{rooms.database}, clock_{rooms.clock} {}

    Response answer() {
        std::unique_lock lock{mutex_};
        const bool is_due = !is_counting_ && clock_.now_ms() >= due_ms_;
        if (!is_due && text_) return http::json_text_response(*text_);
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
        return http::json_text_response(*text_);
    }

private:
    database::Database& database_;
    const base::Clock& clock_;
    std::mutex mutex_;
    std::optional<std::string> text_;
    bool is_counting_ = false;
    std::int64_t due_ms_ = 0;
};

Response get_queues(database::Database& database, const base::Clock& clock) {
    const database::PooledConnection connection = database.connection();
    return http::json_response(json::object{{"queues", array_of(list_queues(*connection, clock.now_ms()))}});
}

std::int64_t before_parameter(const Request& request) {
    return integer_parameter(request, "before", std::numeric_limits<std::int64_t>::max());
}

Response get_jobs(database::Database& database, const Request& request) {
    database::JobFilter filter;
    filter.queue = request.query.find("queue").value_or("");
    filter.state = request.query.find("state").value_or("");
    filter.kind = request.query.find("kind").value_or("");
    filter.subject = request.query.find("subject").value_or("");
    filter.study_instance_uid = request.query.find("study").value_or("");
    filter.cause = request.query.find("cause").value_or("");
    if (const auto since = request.query.find("since")) filter.since_ms = day_from("since", *since);
    if (const auto until = request.query.find("until")) filter.until_ms = day_from("until", *until);
    filter.before_id = before_parameter(request);
    filter.limit = page_limit(request);
    const database::PooledConnection connection = database.connection();
    return http::json_response(json::object{{"jobs", array_of(database::list_jobs(*connection, filter))}});
}

Response get_exceptions(database::Database& database, const Request& request) {
    const database::PooledConnection connection = database.connection();
    return http::json_response(json::object{
        {"exceptions",
         array_of(database::list_exceptions(*connection, before_parameter(request), page_limit(request)))}});
}

}  // namespace

void add_status_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    router.add({http::Method::get, "/api/summary",
                [summary = std::make_shared<Summary>(rooms)](const Request&) { return summary->answer(); }, "read"});
    router.add({http::Method::get, "/api/queues",
                [&database, &clock = rooms.clock](const Request&) { return get_queues(database, clock); },
                "run queues"});
    router.add({http::Method::get,
                "/api/jobs",
                [&database](const Request& request) { return get_jobs(database, request); },
                "run queues",
                {"queue", "state", "kind", "subject", "study", "cause", "since", "until", "before", "limit"}});
    router.add({http::Method::get,
                "/api/exceptions",
                [&database](const Request& request) { return get_exceptions(database, request); },
                "run queues",
                {"before", "limit"}});
}

}  // namespace kinote::server
