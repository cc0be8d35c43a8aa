#include "server/queue_listing.hpp"

#include <boost/json.hpp>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "database/destination_table.hpp"
#include "database/job_table.hpp"
#include "exporter/destinations.hpp"
#include "jobs/allowed_hours.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::server {

namespace {

// Of the queues that have any; the others are open at all hours.
std::map<std::string, std::string, std::less<>> hours_of_queues(database::Connection& connection) {
    std::map<std::string, std::string, std::less<>> hours;
    for (const database::Destination& destination : database::list_destinations(connection)) {
        hours.emplace(jobs::outgoing_queue(destination.name, destination.is_archive), destination.allowed_hours);
    }
    return hours;
}

}  // namespace

std::set<std::string, std::less<>> closed_queues(database::Connection& connection, std::int64_t now_ms) {
    const int minute = jobs::minute_of_day(now_ms);
    std::set<std::string, std::less<>> closed;
    for (const auto& [queue, allowed_hours] : hours_of_queues(connection)) {
        if (!jobs::is_allowed_hour(allowed_hours, minute)) closed.insert(queue);
    }
    return closed;
}

std::vector<ListedQueue> list_queues(database::Connection& connection, std::int64_t now_ms) {
    const auto hours = hours_of_queues(connection);
    const int minute = jobs::minute_of_day(now_ms);
    std::vector<ListedQueue> listed;
    for (database::QueueRow& queue : database::read_queues(connection, now_ms)) {
        const auto found = hours.find(queue.name);
        const std::string allowed = found == hours.end() ? std::string{} : found->second;
        listed.push_back({std::move(queue), allowed, jobs::is_allowed_hour(allowed, minute)});
    }
    return listed;
}

boost::json::value to_json(const ListedQueue& listed) {
    boost::json::object object{{"name", listed.queue.name},
                               {"state", listed.queue.state},
                               {"allowed_hours", listed.allowed_hours},
                               {"is_open", listed.is_open}};
    for (const std::string_view state : database::live_job_states) {
        const auto found = listed.queue.jobs_by_state.find(state);
        object[state] = found == listed.queue.jobs_by_state.end() ? 0 : found->second;
    }
    return object;
}

}  // namespace kinote::server
