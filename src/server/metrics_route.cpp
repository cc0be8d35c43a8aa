#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "base/version.hpp"
#include "database/job_exception_table.hpp"
#include "database/queue_table.hpp"
#include "server/api.hpp"
#include "server/notification_views.hpp"

namespace kinote::server {
namespace {

using http::Request;
using http::Response;

// Prometheus's text format, version 0.0.4.
constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

std::string label_value(std::string_view text) {
    std::string value;
    for (const char sign : text) {
        if (sign == '\\' || sign == '"') value += '\\';
        value += sign == '\n' ? ' ' : sign;
    }
    return value;
}

void begin_metric(std::string& text, std::string_view name, std::string_view help) {
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
}

void add_exceptions(std::string& text, database::Connection& connection) {
    begin_metric(text, "kinote_exceptions", "Exceptions that are not closed.");
    for (const database::ExceptionCount& one : database::count_exceptions_by_cause(connection)) {
        text += fmt::format("kinote_exceptions{{cause=\"{}\",state=\"{}\"}} {}\n", label_value(one.cause),
                            label_value(one.state), one.count);
    }
}

void add_jobs(std::string& text, database::Connection& connection) {
    begin_metric(text, "kinote_jobs", "Jobs that have not ended.");
    for (const database::LiveJobs& one : database::count_live_jobs(connection)) {
        text += fmt::format("kinote_jobs{{queue=\"{}\",state=\"{}\"}} {}\n", label_value(one.queue),
                            label_value(one.state), one.count);
    }
}

void add_queues(std::string& text, const ApiRooms& rooms, database::Connection& connection) {
    begin_metric(text, "kinote_queue_state", "1 for the state that a queue is in.");
    for (const database::QueueState& one : database::read_queue_states(connection, rooms.clock.now_ms())) {
        text += fmt::format("kinote_queue_state{{queue=\"{}\",state=\"{}\"}} 1\n", label_value(one.name),
                            label_value(one.state));
    }
}

void add_notifications(std::string& text, const ApiRooms& rooms, database::Connection& connection) {
    const std::vector<ListedChannel> channels = list_channels(rooms.notifications, connection);
    begin_metric(text, "kinote_notifications_waiting", "Messages about exceptions that have not arrived.");
    for (const ListedChannel& one : channels) {
        text += fmt::format("kinote_notifications_waiting{{channel=\"{}\"}} {}\n", one.channel, one.state.waiting);
    }
    begin_metric(text, "kinote_notifications_oldest_seconds", "The age of the oldest message that has not arrived.");
    for (const ListedChannel& one : channels) {
        const std::int64_t now_ms = rooms.clock.now_ms();
        const std::int64_t age_ms = std::max<std::int64_t>(now_ms - one.state.oldest_ms.value_or(now_ms), 0);
        text += fmt::format("kinote_notifications_oldest_seconds{{channel=\"{}\"}} {}\n", one.channel, age_ms / 1'000);
    }
}

Response get_metrics(const ApiRooms& rooms) {
    const database::PooledConnection connection = rooms.database.connection();
    std::string text;
    begin_metric(text, "kinote_build_info", "The program's version.");
    text += fmt::format("kinote_build_info{{version=\"{}\"}} 1\n", base::version);
    add_exceptions(text, *connection);
    add_jobs(text, *connection);
    add_queues(text, rooms, *connection);
    add_notifications(text, rooms, *connection);
    return http::bytes_response(std::move(text), metrics_content_type);
}

}  // namespace

void add_metrics_route(http::Router& router, const ApiRooms& rooms) {
    router.add({http::Method::get, "/metrics",
                [shared = std::make_shared<ApiRooms>(rooms)](const Request&) { return get_metrics(*shared); }, "read"});
}

}  // namespace kinote::server
