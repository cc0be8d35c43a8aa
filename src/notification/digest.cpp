#include "notification/digest.hpp"

#include <fmt/format.h>

#include "base/random.hpp"
#include "notification/message.hpp"

namespace kinote::notification {
namespace {

constexpr std::int64_t told_page = 500;
// Of one that was over long before anybody could be told, nobody is.
constexpr std::int64_t passed_over_ms = 24LL * 60 * 60 * 1'000;

}  // namespace

std::string failure_cause(std::string_view channel) { return fmt::format("{}_failed", channel); }

void Digest::write(const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    std::string cause;
    while (!stop.stop_requested()) {
        auto next = database::next_untold_cause(*connection, cause);
        if (!next) break;
        cause = *std::move(next);
        tell_of(cause, stop);
    }
    for (const database::NotificationGroup& group : database::list_ended_groups(*connection)) {
        if (!must_wait(group, clock_.now_ms())) tell_end_of(group.cause);
    }
}

// A clock that was put back makes nobody wait for the time that it had seen.
bool Digest::must_wait(const std::optional<database::NotificationGroup>& group, std::int64_t now_ms) const {
    return group && group->told_ms <= now_ms && now_ms < group->told_ms + settings_.interval_ms;
}

void Digest::tell_of(const std::string& cause, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    if (must_wait(database::find_notification_group(*connection, cause), clock_.now_ms())) return;
    while (!stop.stop_requested()) {
        const std::int64_t now_ms = clock_.now_ms();
        database::Transaction transaction{*connection};
        const database::ToldExceptions told =
            database::take_untold(transaction, cause, now_ms - passed_over_ms, now_ms, told_page);
        if (told.raised > 0) add_messages(transaction, cause, told, now_ms);
        transaction.commit();
        if (told.rows < told_page) return;
    }
}

void Digest::tell_end_of(const std::string& cause) const {
    const database::PooledConnection connection = database_.connection();
    const std::int64_t now_ms = clock_.now_ms();
    database::Transaction transaction{*connection};
    if (database::count_standing(*connection, cause, 1) > 0) return;  // another has come meanwhile
    add_messages(transaction, cause, {0, 0, {}, "", now_ms, now_ms}, now_ms);
    transaction.commit();
}

void Digest::add_messages(database::Transaction& transaction, const std::string& cause,
                          const database::ToldExceptions& told, std::int64_t now_ms) const {
    const auto group = database::find_notification_group(transaction.connection(), cause);
    const std::int64_t standing = database::count_standing(transaction.connection(), cause, most_counted + 1);
    database::Notification message;
    message.cause = cause;
    message.kind = standing == 0 ? "closed" : group && group->is_open ? "more" : "opened";
    message.raised = told.raised;
    message.standing = standing;
    message.studies = told.studies;
    message.remedy = told.remedy;
    message.first_ms = told.first_ms;
    message.last_ms = told.last_ms;
    message.created_ms = now_ms;
    for (const std::string_view channel : settings_.channels()) {
        if (cause == failure_cause(channel)) continue;
        message.uuid = base::random_uuid();
        message.channel = channel;
        database::add_notification(transaction, message);
    }
    database::set_notification_group(transaction, {cause, standing > 0, now_ms});
}

}  // namespace kinote::notification
