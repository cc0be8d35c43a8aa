#include "server/notification_views.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "base/clock.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

json::value notified_text_or_null(const std::string& text) { return text.empty() ? json::value() : json::value(text); }
json::value notified_moment_or_null(const std::optional<std::int64_t>& utc_ms) {
    return utc_ms ? json::value(base::iso_8601(*utc_ms)) : json::value();
}

}  // namespace

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
        {"receiver", notified_text_or_null(channel.receiver)},
        {"waiting", state.waiting},
        {"oldest_at", notified_moment_or_null(state.oldest_ms)},
        {"attempts", state.attempts},
        {"error", notified_text_or_null(state.error)},
        {"delivered_at", notified_moment_or_null(state.delivered_ms)},
    };
}

json::value to_json(const std::vector<notification::TestResult>& results) {
    json::array array;
    for (const notification::TestResult& result : results) {
        array.push_back(json::object{{"channel", result.channel},
                                     {"receiver", result.receiver},
                                     {"error", notified_text_or_null(result.error)}});
    }
    return array;
}

}  // namespace kinote::server
