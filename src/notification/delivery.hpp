#pragma once
// Brings messages to their receivers, and tries again until they have arrived.

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "database/database.hpp"
#include "database/notification_table.hpp"
#include "notification/settings.hpp"

namespace kinote::notification {

/// One thread.
class Delivery {
public:
    Delivery(NotificationSettings settings, database::Database& database, const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, clock_{clock} {}

    /// Each message that is due, of each channel. One that fails lets the rest of its channel wait for the next run;
    /// its own time comes after a pause that doubles. What has waited too long raises an exception, which is closed
    /// once nothing has.
    void deliver(const std::stop_token& stop) const;

private:
    void deliver_over(std::string_view channel, const std::stop_token& stop) const;
    void record_delivered(const database::Notification& notification) const;
    void record_failed(const database::Notification& notification, const base::Error& error) const;
    void raise_failure(database::Transaction& transaction, const database::Notification& notification,
                       const base::Error& error, std::int64_t now_ms) const;

    NotificationSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

/// How a test message went over one channel.
struct TestResult {
    std::string channel;
    std::string receiver;
    std::string error;  ///< empty: it has arrived
};
/// Sends one over each channel of the settings, without the database. Returns within twice the time that a message
/// may take.
[[nodiscard]] std::vector<TestResult> send_test(const NotificationSettings& settings, const base::Clock& clock);

}  // namespace kinote::notification
