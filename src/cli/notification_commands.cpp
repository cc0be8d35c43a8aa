// notifications: who is told of exceptions, and whether it arrives.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/notification_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;

std::string shown_time(const std::optional<std::int64_t>& utc_ms) { return utc_ms ? base::iso_8601(*utc_ms) : ""; }

int show_status(const NotificationsOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const auto channels = server::list_channels(site.settings.notifications, *connection);
    if (options.json) {
        print_json(json::object{{"channels", server::array_of(channels)}});
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(channels.size());
    for (const server::ListedChannel& one : channels) {
        rows.push_back({one.channel, one.receiver.empty() ? "not configured" : one.receiver,
                        std::to_string(one.state.waiting), shown_time(one.state.oldest_ms),
                        std::to_string(one.state.attempts), shown_time(one.state.delivered_ms), one.state.error});
    }
    print_table({"channel", "receiver", "waiting", "oldest", "attempts", "last delivery", "error"}, rows);
    return done;
}

// Needs no database: a configuration can be tried before the first start.
int test(const NotificationsOptions& options) {
    const server::Settings settings = server::read_settings(options.given);
    if (settings.notifications.channels().empty()) {
        throw base::Error{base::ErrorKind::refused,
                          "nobody is told of exceptions: set keys under [notifications] of the configuration"};
    }
    const auto results = notification::send_test(settings.notifications, base::SystemClock{});
    const auto failures = std::ranges::count_if(results, [](const auto& result) { return !result.error.empty(); });
    if (options.json) print_json(json::object{{"channels", server::to_json(results)}});
    for (const notification::TestResult& result : results) {
        if (!result.error.empty()) {
            fmt::print(stderr, "kinote: {}: {}\n", result.channel, printable(result.error));
        } else if (!options.json) {
            fmt::print("{}: {} has taken it\n", result.channel, printable(result.receiver));
        }
    }
    if (failures == 0) return done;
    return failures == std::ssize(results) ? failed : done_in_part;
}

}  // namespace

int run(const NotificationsOptions& options) {
    if (options.action == NotificationsOptions::Action::test) return test(options);
    return show_status(options, server::open_site(options.given, server::DataFolder::optional));
}

}  // namespace kinote::cli
