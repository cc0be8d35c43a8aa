#include "notification/digest.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "database/job_exception_table.hpp"
#include "notification/message.hpp"
#include "support/test_database.hpp"

namespace kinote::notification {
namespace {

using database::Notification;
using database::Statement;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::int64_t interval_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * interval_ms;

NotificationSettings both_channels() {
    NotificationSettings settings;
    settings.webhook_url = "http://127.0.0.1:1/hook";
    settings.mail.server = "smtp://127.0.0.1:1";
    settings.mail.from = "kinote@site.example";
    settings.mail.to = {"pacs@site.example"};
    settings.interval_ms = interval_ms;
    return settings;
}

class DigestTest : public test::DatabaseTest {
protected:
    void raise(const std::string& cause, const std::string& study, const std::string& object = "1.2.3") {
        database::Transaction transaction{connection()};
        database::raise_exception(transaction, {std::nullopt, cause, "of Doe^Jane", "look at " + study, study, object},
                                  clock_.now_ms());
        transaction.commit();
    }
    void close(const std::string& cause, const std::string& study) {
        database::Transaction transaction{connection()};
        database::close_exceptions_of_study(transaction, cause, study, "done", clock_.now_ms());
        transaction.commit();
    }
    void write() { Digest{settings_, database(), clock_}.write({}); }
    std::vector<Notification> due(std::string_view channel) {
        return database::list_due_notifications(connection(), channel, clock_.now_ms(), 100);
    }
    /// Writes, and takes what waits for the web server as delivered.
    std::vector<Notification> next_messages() {
        write();
        std::vector<Notification> messages = due(channel::webhook);
        for (const Notification& message : messages) {
            database::Transaction transaction{connection()};
            EXPECT_TRUE(database::record_notification_delivered(transaction, message, clock_.now_ms()));
            transaction.commit();
        }
        return messages;
    }

    NotificationSettings settings_ = both_channels();
    base::SettableClock clock_{1'700'000'000'000};
};

TEST_P(DigestTest, many_exceptions_of_a_cause_are_one_message_for_each_receiver) {
    for (int i = 0; i < 1'203; ++i) raise("other_content", "1.2." + std::to_string(i));
    raise("corrupt", "1.3");
    write();
    for (const std::string_view channel : {channel::webhook, channel::mail}) {
        ASSERT_THAT(due(channel), SizeIs(2)) << channel;
        const Notification corrupt = due(channel).at(0);
        EXPECT_EQ(corrupt.cause, "corrupt");
        EXPECT_EQ(corrupt.kind, "opened");
        EXPECT_EQ(corrupt.raised, 1);
        EXPECT_EQ(corrupt.remedy, "look at 1.3");
        EXPECT_THAT(corrupt.studies, ElementsAre("1.3"));
        const Notification many = due(channel).at(1);
        EXPECT_EQ(many.raised, 1'203);
        EXPECT_EQ(many.standing, 1'203);
        EXPECT_EQ(many.kind, "opened");
        EXPECT_EQ(many.remedy, "look at 1.2.1202");
        EXPECT_THAT(many.studies, SizeIs(database::most_notified_studies));
    }
    write();
    EXPECT_EQ(due(channel::mail).at(1).raised, 1'203) << "each is told of once";
}

TEST_P(DigestTest, what_follows_within_the_interval_waits_for_its_end) {
    raise("corrupt", "1.1");
    EXPECT_THAT(next_messages(), SizeIs(1));
    raise("corrupt", "1.2");
    raise("corrupt", "1.3");
    clock_.advance(interval_ms - 1);
    EXPECT_THAT(next_messages(), IsEmpty());
    clock_.advance(1);
    const auto more = next_messages();
    ASSERT_THAT(more, SizeIs(1));
    EXPECT_EQ(more.front().kind, "more");
    EXPECT_EQ(more.front().raised, 2);
    EXPECT_EQ(more.front().standing, 3);
}

TEST_P(DigestTest, the_end_of_a_cause_is_told_once_and_its_return_is_told_as_new) {
    raise("corrupt", "1.1");
    EXPECT_THAT(next_messages(), SizeIs(1));
    close("corrupt", "1.1");
    clock_.advance(interval_ms);
    const auto end = next_messages();
    ASSERT_THAT(end, SizeIs(1));
    EXPECT_EQ(end.front().kind, "closed");
    EXPECT_EQ(end.front().raised, 0);
    clock_.advance(interval_ms);
    EXPECT_THAT(next_messages(), IsEmpty());
    raise("corrupt", "1.2");
    const auto again = next_messages();
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again.front().kind, "opened");
}

TEST_P(DigestTest, one_that_was_closed_before_anybody_was_told_is_told_of_all_the_same) {
    raise("corrupt", "1.1");
    close("corrupt", "1.1");
    clock_.advance(hour_ms);
    const auto gone = next_messages();
    ASSERT_THAT(gone, SizeIs(1));
    EXPECT_EQ(gone.front().kind, "closed");
    EXPECT_EQ(gone.front().raised, 1);
    EXPECT_EQ(summary_of(gone.front()), "1 exception came and went: corrupt");
}

TEST_P(DigestTest, one_that_was_over_a_day_ago_is_passed_over) {
    raise("corrupt", "1.1");
    close("corrupt", "1.1");
    clock_.advance(24 * hour_ms + 1);
    EXPECT_THAT(next_messages(), IsEmpty());
    EXPECT_EQ(database::next_untold_cause(connection(), ""), std::nullopt);
}

TEST_P(DigestTest, one_that_was_acknowledged_and_comes_again_is_told_again) {
    raise("corrupt", "1.1");
    EXPECT_THAT(next_messages(), SizeIs(1));
    clock_.advance(interval_ms);
    raise("corrupt", "1.1");
    EXPECT_THAT(next_messages(), IsEmpty()) << "it stands, and is known";
    connection().run_script("UPDATE job_exception SET state = 'acknowledged'");
    raise("corrupt", "1.1");
    EXPECT_THAT(next_messages(), SizeIs(1));
}

TEST_P(DigestTest, what_has_not_arrived_takes_in_what_follows) {
    raise("corrupt", "1.1");
    write();
    const Notification first = due(channel::mail).front();
    clock_.advance(interval_ms);
    raise("corrupt", "1.2");
    write();
    clock_.advance(interval_ms);
    close("corrupt", "1.1");
    close("corrupt", "1.2");
    write();
    ASSERT_THAT(due(channel::mail), SizeIs(1)) << "an outage makes no flood";
    const Notification last = due(channel::mail).front();
    EXPECT_EQ(last.uuid, first.uuid);
    EXPECT_EQ(last.kind, "closed");
    EXPECT_EQ(last.raised, 2);
    EXPECT_EQ(last.first_ms, first.first_ms);
    EXPECT_THAT(last.studies, UnorderedElementsAre("1.1", "1.2"));
    database::Transaction transaction{connection()};
    EXPECT_FALSE(database::record_notification_delivered(transaction, first, clock_.now_ms()))
        << "what was sent before is not all of it";
    EXPECT_TRUE(database::record_notification_delivered(transaction, last, clock_.now_ms()));
}

TEST_P(DigestTest, that_a_receiver_cannot_be_reached_is_told_to_the_others_alone) {
    raise(failure_cause(channel::webhook), "", "");
    raise(failure_cause(channel::mail), "", "");
    write();
    ASSERT_THAT(due(channel::webhook), SizeIs(1));
    EXPECT_EQ(due(channel::webhook).front().cause, "mail_failed");
    ASSERT_THAT(due(channel::mail), SizeIs(1));
    EXPECT_EQ(due(channel::mail).front().cause, "webhook_failed");
}

TEST_P(DigestTest, a_clock_that_was_put_back_holds_nothing_up) {
    raise("corrupt", "1.1");
    EXPECT_THAT(next_messages(), SizeIs(1));
    clock_.advance(-hour_ms);
    raise("corrupt", "1.2");
    EXPECT_THAT(next_messages(), SizeIs(1));
}

TEST_P(DigestTest, what_is_undone_is_never_told) {
    {
        database::Transaction transaction{connection()};
        database::raise_exception(transaction, {std::nullopt, "corrupt", "", "", "1.1", ""}, clock_.now_ms());
    }
    EXPECT_THAT(next_messages(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(, DigestTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::notification
