#pragma once
// Who is told of exceptions, and what waits for them, as the API and the commands print it.

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "database/notification_table.hpp"
#include "notification/delivery.hpp"
#include "notification/settings.hpp"

namespace kinote::server {

struct ListedChannel {
    std::string channel;
    std::string receiver;  ///< without the path of its URL; empty: it is not configured
    database::NotificationState state;
};
/// All that there are.
[[nodiscard]] std::vector<ListedChannel> list_channels(const notification::NotificationSettings& settings,
                                                       database::Connection& connection);
[[nodiscard]] boost::json::value to_json(const ListedChannel& channel);
[[nodiscard]] boost::json::value to_json(const std::vector<notification::TestResult>& results);

}  // namespace kinote::server
