#include "server/notification_views.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "base/clock.hpp"
#include "server/json_values.hpp"

namespace kinote::server {

namespace json = boost::json;

std::vector<ListedChannel> list_channels(const notification::NotificationSettings& settings,
                                         database::Connection& connection) {
    const std::vector<std::string_view> configured = settings.channels();
    std::vector<ListedChannel> channels;
    channels.reserve(2);
    for (const std::string_view channel : {notification::channel::webhook, notification::channel::mail}) {
        const bool is_configured = std::ranges::find(configured, channel) != configured.end();
        channels.push_back({std::string{channel}, is_configured ? settings.receiver(channel) : std::string{},
                            database::state_of_notifications(connection, channel)});
    }
    return channels;
}

json::value to_json(const ListedChannel& channel) {
    const database::NotificationState& state = channel.state;
    return json::object{
        {"channel", channel.channel},
        {"receiver", text_or_null(channel.receiver)},
        {"waiting", state.waiting},
        {"oldest_at", time_or_null(state.oldest_ms)},
        {"attempts", state.attempts},
        {"error", text_or_null(state.error)},
        {"delivered_at", time_or_null(state.delivered_ms)},
    };
}

json::value to_json(const std::vector<notification::TestResult>& results) {
    json::array array;
    for (const notification::TestResult& result : results) {
        array.push_back(json::object{
            {"channel", result.channel}, {"receiver", result.receiver}, {"error", text_or_null(result.error)}});
    }
    return array;
}

}  // namespace kinote::server
