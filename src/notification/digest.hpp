#pragma once
// Turns exceptions that are still to be told into messages: one for each cause, receiver and interval.

#include <cstdint>
#include <stop_token>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/notification_table.hpp"
#include "notification/settings.hpp"

namespace kinote::notification {

/// The cause of the exception that says of a channel that its messages do not arrive. It is told over the others alone.
[[nodiscard]] std::string failure_cause(std::string_view channel);

/// One thread.
class Digest {
public:
    Digest(NotificationSettings settings, database::Database& database, const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, clock_{clock} {}

    /// Marks what is to be told as told, in pages, each in one transaction with its messages; then the causes of which
    /// no exception is left. A cause whose last message is younger than the interval waits.
    void write(const std::stop_token& stop) const;

private:
    void tell_of(const std::string& cause, const std::stop_token& stop) const;
    void tell_end_of(const std::string& cause) const;
    void add_messages(database::Transaction& transaction, const std::string& cause,
                      const database::ToldExceptions& told, std::int64_t now_ms) const;
    [[nodiscard]] bool must_wait(const std::optional<database::NotificationGroup>& group, std::int64_t now_ms) const;

    NotificationSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::notification
