#include <boost/json.hpp>
#include <memory>

#include "base/error.hpp"
#include "server/api.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/notification_views.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;

Response get_channels(const ApiRooms& rooms) {
    const database::PooledConnection connection = rooms.database.connection();
    return http::json_response(json::object{{"channels", array_of(list_channels(rooms.notifications, *connection))}});
}

Response post_test(const ApiRooms& rooms) {
    if (rooms.notifications.channels().empty()) {
        throw base::Error{base::ErrorKind::refused,
                          "nobody is told of exceptions: set keys under [notifications] of the configuration"};
    }
    const auto results = notification::send_test(rooms.notifications, rooms.clock);
    return http::json_response(json::object{{"channels", to_json(results)}});
}

}  // namespace

void add_notification_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    router.add(
        {Method::get, "/api/notifications", [shared](const Request&) { return get_channels(*shared); }, "run queues"});
    router.add({Method::post, "/api/notifications/test", [shared](const Request&) { return post_test(*shared); },
                "run queues"});
}

}  // namespace kinote::server
