#include <boost/json.hpp>
#include <memory>
#include <string>

#include "authoring/json_fields.hpp"
#include "jobs/retry_rules.hpp"
#include "server/api.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"

namespace kinote::server {
namespace {

using http::Method;
using http::Request;
using http::Response;

std::string captured_word(const Request& request, std::string_view name) {
    return std::string{request.captures.find(name).value_or("")};
}

Response get_retry_rules(const ApiRooms& rooms) {
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(boost::json::object{{"retries", array_of(database::list_retry_rules(*connection))}});
}

Response put_retry_rule(const ApiRooms& rooms, const Request& request) {
    constexpr std::size_t longest_mode = 9;
    constexpr std::int64_t second_ms = 1'000;
    constexpr std::int64_t day_seconds = 86'400;
    const boost::json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"retry", "interval_seconds", "longest_interval_seconds", "most_attempts"});
    fields.demand({"retry"});
    database::RetryRule rule;
    rule.queue = captured_word(request, "queue");
    rule.cause = captured_word(request, "cause");
    rule.retry = fields.text("retry", longest_mode);
    rule.interval_ms = fields.integer("interval_seconds", 5, 0, day_seconds) * second_ms;
    rule.longest_interval_ms = fields.integer("longest_interval_seconds", 3'600, 0, day_seconds) * second_ms;
    rule.most_attempts = fields.integer("most_attempts", rule.most_attempts, 1, 1'000);
    jobs::set_retry_rule(rooms.database, rooms.clock, rule, actor_of(request));
    return http::json_response(to_json(rule));
}

Response delete_retry_rule(const ApiRooms& rooms, const Request& request) {
    jobs::remove_retry_rule(rooms.database, rooms.clock, captured_word(request, "queue"),
                            captured_word(request, "cause"), actor_of(request));
    return get_retry_rules(rooms);
}

}  // namespace

void add_retry_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    router.add(
        {Method::get, "/api/retries", [shared](const Request&) { return get_retry_rules(*shared); }, "run queues"});
    router.add({Method::put, "/api/retries/{queue}/{cause}",
                [shared](const Request& request) { return put_retry_rule(*shared, request); }, "run queues"});
    router.add({Method::delete_resource, "/api/retries/{queue}/{cause}",
                [shared](const Request& request) { return delete_retry_rule(*shared, request); }, "run queues"});
}

}  // namespace kinote::server
