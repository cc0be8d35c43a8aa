#include "server/destination_pools.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "exporter/destinations.hpp"
#include "jobs/allowed_hours.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::server {
namespace {

constexpr std::chrono::milliseconds between_looks{1'000};

std::tuple<std::string, std::string, std::int64_t> system_of(const database::Destination& destination) {
    return {destination.ae_title, destination.host, destination.port};
}

}  // namespace

DestinationPools::DestinationPools(SettingsOf settings_of, database::Database& database, const base::Clock& clock,
                                   jobs::WakeUp& wake_up, Handlers handlers)
    : settings_of_{std::move(settings_of)},
      database_{database},
      clock_{clock},
      wake_up_{wake_up},
      handlers_{std::move(handlers)},
      thread_{[this](const std::stop_token& stop) { follow(stop); }} {}

DestinationPools::~DestinationPools() {
    thread_.request_stop();
    thread_.join();
}

void DestinationPools::follow(const std::stop_token& stop) {
    jobs::WakeUp pause;  // that nothing ends but the stop
    while (!stop.stop_requested()) {
        try {
            refresh();
        } catch (...) {
            base::log::warn("the destinations could not be read", {{"error", base::current_error().what()}});
        }
        pause.wait(pause.mark(), between_looks, stop);
    }
    pools_.clear();
}

void DestinationPools::refresh() {
    std::vector<database::Destination> destinations;
    {
        const database::PooledConnection connection = database_.connection();
        destinations = database::list_destinations(*connection);
    }
    share_places(destinations);
    std::set<std::string> names;
    for (const database::Destination& destination : destinations) {
        names.insert(destination.name);
        Pool& pool = pools_[destination.name];
        if (pool.outgoing && pool.changed_ms == destination.changed_ms) continue;
        pool.outgoing.reset();  // ends before another begins: there are no more associations than allowed
        pool.returning.reset();
        pool.outgoing = outgoing_workers(destination);
        if (destination.is_archive) pool.returning = returning_workers(destination);
        pool.changed_ms = destination.changed_ms;
    }
    std::erase_if(pools_, [&names](const auto& pool) { return !names.contains(pool.first); });
}

void DestinationPools::share_places(const std::vector<database::Destination>& destinations) {
    std::map<System, std::int64_t> limits;
    for (const database::Destination& one : destinations) {
        const auto [at, is_new] = limits.emplace(system_of(one), one.associations);
        if (!is_new) at->second = std::min(at->second, one.associations);
    }
    std::erase_if(places_, [&limits](const auto& known) { return !limits.contains(known.first); });
    for (const auto& [system, limit] : limits) {
        std::shared_ptr<AssociationPlaces>& places = places_[system];
        if (!places) places = std::make_shared<AssociationPlaces>();
        places->set_limit(static_cast<unsigned>(limit));
    }
}

DestinationPools::Handlers DestinationPools::handlers_for(const database::Destination& destination,
                                                          bool goes_first) const {
    Handlers waiting;
    for (const auto& [kind, handler] : handlers_) {
        waiting.emplace(kind, [places = places_.at(system_of(destination)), goes_first, handler = handler](
                                  const database::ClaimedJob& job, const std::stop_token& stop) {
            const AssociationPlaces::Place place = places->take(goes_first, stop);
            return handler(job, stop);
        });
    }
    return waiting;
}

jobs::WorkerPoolSettings DestinationPools::settings_for(const std::string& queue,
                                                        const database::Destination& destination) const {
    jobs::WorkerPoolSettings settings =
        settings_of_(queue, static_cast<unsigned>(destination.associations), exporter::retry_policy_of(destination));
    settings.jobs_at_once = 1;
    return settings;
}

std::unique_ptr<jobs::WorkerPool> DestinationPools::outgoing_workers(const database::Destination& destination) const {
    jobs::WorkerPoolSettings settings =
        settings_for(jobs::outgoing_queue(destination.name, destination.is_archive), destination);
    settings.is_open = [&clock = clock_, hours = destination.allowed_hours] {
        return jobs::is_allowed_hour(hours, jobs::minute_of_day(clock.now_ms()));
    };
    return std::make_unique<jobs::WorkerPool>(std::move(settings), database_, clock_, wake_up_,
                                              handlers_for(destination, false));
}

// At all hours: somebody waits.
std::unique_ptr<jobs::WorkerPool> DestinationPools::returning_workers(const database::Destination& archive) const {
    return std::make_unique<jobs::WorkerPool>(settings_for(jobs::retrieve_queue(archive.name), archive), database_,
                                              clock_, wake_up_, handlers_for(archive, true));
}

}  // namespace kinote::server
