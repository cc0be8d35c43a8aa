#pragma once
// The tables `notification` and `notification_group`: what receivers outside are told of exceptions, and whether it has
// arrived; and which exceptions are still to be told.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// The first cause behind that one with an exception that is still to be told.
[[nodiscard]] std::optional<std::string> next_untold_cause(Connection& connection, std::string_view after);

/// Some exceptions of a cause, as a message tells of them.
struct ToldExceptions {
    std::int64_t rows = 0;             ///< looked at
    std::int64_t raised = 0;           ///< to be told of
    std::vector<std::string> studies;  ///< each once
    std::string remedy;                ///< of the latest
    std::int64_t first_ms = 0;
    std::int64_t last_ms = 0;
};
/// Marks a page of a cause as told. Those that were closed before that time are passed over: nobody need know any
/// more. Rows that others hold just now are left for the next time.
[[nodiscard]] ToldExceptions take_untold(Transaction& transaction, std::string_view cause,
                                         std::int64_t closed_before_ms, std::int64_t now_ms, std::int64_t limit);
/// Exceptions of the cause that are not closed, counted up to that many.
[[nodiscard]] std::int64_t count_standing(Connection& connection, std::string_view cause, std::int64_t most);

struct NotificationGroup {
    std::string cause;
    bool is_open = false;  ///< receivers were told of some, and not yet that none is left
    std::int64_t told_ms = 0;
};
[[nodiscard]] std::optional<NotificationGroup> find_notification_group(Connection& connection, std::string_view cause);
/// Those that are open, of which no exception is left.
[[nodiscard]] std::vector<NotificationGroup> list_ended_groups(Connection& connection);
void set_notification_group(Transaction& transaction, const NotificationGroup& group);

struct Notification {
    std::int64_t id = 0;
    std::string uuid;
    std::string channel;  ///< webhook, mail
    std::string cause;
    std::string kind;  ///< opened, more, closed
    std::int64_t raised = 0;
    std::int64_t standing = 0;
    std::vector<std::string> studies;
    std::string remedy;
    std::int64_t first_ms = 0;
    std::int64_t last_ms = 0;
    std::int64_t created_ms = 0;
    std::int64_t revision = 0;
    std::int64_t attempts = 0;
};
/// Adds the message, due at once; what waits for the same receiver and cause takes it in instead, and keeps its time.
/// @param added  its id, revision and attempts are not looked at.
void add_notification(Transaction& transaction, const Notification& added);
/// Studies that a message names, at most.
inline constexpr std::size_t most_notified_studies = 20;

/// Those whose time has come, longest due first.
[[nodiscard]] std::vector<Notification> list_due_notifications(Connection& connection, std::string_view channel,
                                                               std::int64_t now_ms, std::int64_t limit);
/// @return false where something was added meanwhile: it goes again.
bool record_notification_delivered(Transaction& transaction, const Notification& notification, std::int64_t now_ms);
void record_notification_failed(Transaction& transaction, std::int64_t id, std::string_view error,
                                std::int64_t next_attempt_ms);
/// What has failed before is due at once: the receiver answers again.
void hasten_notifications(Transaction& transaction, std::string_view channel, std::int64_t now_ms);

struct NotificationState {
    std::int64_t waiting = 0;                  ///< messages that have not arrived
    std::optional<std::int64_t> oldest_ms;     ///< when the first of them was written
    std::int64_t attempts = 0;                 ///< of the one that was tried most often
    std::string error;                         ///< of that one, the last time
    std::optional<std::int64_t> delivered_ms;  ///< the last one
};
[[nodiscard]] NotificationState state_of_notifications(Connection& connection, std::string_view channel);

}  // namespace kinote::database
