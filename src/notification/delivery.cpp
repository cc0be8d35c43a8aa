#include "notification/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "base/random.hpp"
#include "database/job_exception_table.hpp"
#include "notification/digest.hpp"
#include "notification/message.hpp"

namespace kinote::notification {
namespace {

constexpr std::int64_t most_in_a_run = 50;
constexpr std::int64_t longest_pause_ms = 60LL * 60 * 1'000;

void send(const NotificationSettings& settings, const database::Notification& notification, std::int64_t now_ms,
          const std::stop_token& stop) {
    if (notification.channel == channel::webhook) {
        http::OutgoingPost message{settings.webhook_url, webhook_body(notification, settings.link), {}};
        message.headers.push_back(fmt::format("Idempotency-Key: {}.{}", notification.uuid, notification.revision));
        if (!settings.webhook_secret.empty()) {
            message.headers.push_back(
                fmt::format("Kinote-Signature: {}", webhook_signature(settings.webhook_secret, message.body, now_ms)));
        }
        http::post(message, settings.outgoing, stop);
        return;
    }
    http::OutgoingMail mail = settings.mail;
    mail.message = mail_message(notification, mail.from, mail.to, settings.link, now_ms);
    http::send_mail(mail, settings.outgoing, stop);
}

// @param attempts  before this one.
std::int64_t pause_after(std::int64_t attempts, std::int64_t first_ms) {
    std::int64_t pause_ms = first_ms;
    for (std::int64_t i = 0; i < attempts && pause_ms < longest_pause_ms; ++i) pause_ms *= 2;
    return std::min(pause_ms, longest_pause_ms);
}

}  // namespace

void Delivery::deliver(const std::stop_token& stop) const {
    for (const std::string_view channel : settings_.channels()) deliver_over(channel, stop);
}

void Delivery::deliver_over(std::string_view channel, const std::stop_token& stop) const {
    std::vector<database::Notification> due;
    {
        const database::PooledConnection connection = database_.connection();
        due = database::list_due_notifications(*connection, channel, clock_.now_ms(), most_in_a_run);
    }
    for (const database::Notification& notification : due) {
        if (stop.stop_requested()) return;
        try {
            send(settings_, notification, clock_.now_ms(), stop);
        } catch (const base::Error& error) {
            if (!stop.stop_requested()) record_failed(notification, error);
            return;
        }
        record_delivered(notification);
    }
}

void Delivery::record_delivered(const database::Notification& notification) const {
    const std::int64_t now_ms = clock_.now_ms();
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    (void)database::record_notification_delivered(transaction, notification, now_ms);
    if (notification.attempts > 0) database::hasten_notifications(transaction, notification.channel, now_ms);
    const auto state = database::state_of_notifications(*connection, notification.channel);
    if (!state.oldest_ms || *state.oldest_ms > now_ms - settings_.failing_ms) {
        database::close_exceptions_of_study(transaction, failure_cause(notification.channel), "", "done", now_ms);
    }
    transaction.commit();
    base::log::info("people were told of exceptions", {{"channel", notification.channel},
                                                       {"cause", notification.cause},
                                                       {"kind", notification.kind},
                                                       {"raised", notification.raised}});
}

void Delivery::record_failed(const database::Notification& notification, const base::Error& error) const {
    const std::int64_t now_ms = clock_.now_ms();
    const std::int64_t next_ms = now_ms + pause_after(notification.attempts, settings_.retry_ms);
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    database::record_notification_failed(transaction, notification.id, error.what(), next_ms);
    if (now_ms - notification.created_ms >= settings_.failing_ms)
        raise_failure(transaction, notification, error, now_ms);
    transaction.commit();
    base::log::warn("a notification did not arrive, and is sent again", {{"channel", notification.channel},
                                                                         {"cause", notification.cause},
                                                                         {"attempt", notification.attempts + 1},
                                                                         {"error", error.what()}});
}

// One that stands already says it, and a person who has acknowledged it is left alone.
void Delivery::raise_failure(database::Transaction& transaction, const database::Notification& notification,
                             const base::Error& error, std::int64_t now_ms) const {
    const std::string cause = failure_cause(notification.channel);
    if (database::count_standing(transaction.connection(), cause, 1) > 0) return;
    database::raise_exception(
        transaction,
        {std::nullopt, cause,
         fmt::format("messages about exceptions have not reached {} since {}: {}",
                     settings_.receiver(notification.channel), base::iso_8601(notification.created_ms), error.what()),
         "mend the receiver or the keys under [notifications], then: kinote notifications test; the messages wait, and "
         "this closes itself once they have gone",
         "", ""},
        now_ms);
}

std::vector<TestResult> send_test(const NotificationSettings& settings, const base::Clock& clock) {
    std::vector<TestResult> results;
    for (const std::string_view channel : settings.channels()) {
        TestResult result{std::string{channel}, settings.receiver(channel), ""};
        try {
            send(settings, test_notification(base::random_uuid(), channel, clock.now_ms()), clock.now_ms(), {});
        } catch (const base::Error& error) {
            result.error = error.what();
        }
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace kinote::notification
