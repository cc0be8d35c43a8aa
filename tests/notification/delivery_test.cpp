#include "notification/delivery.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <optional>

#include "database/job_exception_table.hpp"
#include "http/server.hpp"
#include "notification/notifications.hpp"
#include "support/test_database.hpp"

namespace kinote::notification {
namespace {

using http::Status;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A web server that answers as it is told, and keeps what it got.
class Receiver {
public:
    Receiver() {
        server_.emplace(http::ServerOptions{}, [this](http::Request& request) {
            const std::lock_guard lock{mutex_};
            bodies_.push_back(request.body);
            signatures_.emplace_back(request.headers.find("Kinote-Signature").value_or(""));
            return http::text_response("said by the receiver", status_.load());
        });
    }
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(server_->port()) + "/hook/secret";
    }
    void answer_with(Status status) { status_ = status; }
    std::vector<std::string> bodies() {
        const std::lock_guard lock{mutex_};
        return bodies_;
    }
    std::vector<std::string> signatures() {
        const std::lock_guard lock{mutex_};
        return signatures_;
    }

private:
    std::mutex mutex_;
    std::vector<std::string> bodies_;
    std::vector<std::string> signatures_;
    std::atomic<Status> status_{Status::ok};
    std::optional<http::Server> server_;
};

class DeliveryTest : public test::DatabaseTest {
protected:
    DeliveryTest() {
        settings_.webhook_url = receiver_.url();
        settings_.webhook_secret = "secret";
        settings_.retry_ms = 1'000;
        settings_.failing_ms = 10'000;
        settings_.interval_ms = 1'000;
    }
    void raise(const std::string& cause) {
        database::Transaction transaction{connection()};
        database::raise_exception(transaction, {std::nullopt, cause, "of Doe^Jane", "mend it", "1.2", "1.2.3"},
                                  clock_.now_ms());
        transaction.commit();
    }
    void run() { EXPECT_EQ((Notifications{settings_, database(), clock_}.run("", {})), ""); }
    database::NotificationState state() { return database::state_of_notifications(connection(), channel::webhook); }
    std::vector<std::string> causes() {
        std::vector<std::string> all;
        for (const auto& one : database::list_exceptions(connection(), INT64_MAX, 100)) all.push_back(one.cause);
        return all;
    }

    Receiver receiver_;
    NotificationSettings settings_;
    base::SettableClock clock_{1'700'000'000'000};
};

TEST_P(DeliveryTest, a_message_goes_signed_and_without_a_patients_name_and_goes_once) {
    raise("corrupt");
    run();
    run();
    ASSERT_THAT(receiver_.bodies(), SizeIs(1));
    EXPECT_THAT(receiver_.bodies().front(), testing::AllOf(HasSubstr("corrupt"), HasSubstr("mend it"), HasSubstr("1.2"),
                                                           testing::Not(HasSubstr("Doe"))));
    EXPECT_THAT(receiver_.signatures(), ElementsAre(testing::StartsWith("t=1700000000,v1=")));
    EXPECT_EQ(state().waiting, 0);
    EXPECT_EQ(state().delivered_ms, clock_.now_ms());
}

TEST_P(DeliveryTest, one_that_was_not_taken_goes_again_after_a_pause_that_doubles) {
    receiver_.answer_with(Status::internal_server_error);
    raise("corrupt");
    std::vector<std::int64_t> seconds_of_attempts;
    for (int second = 0; second < 16; ++second) {
        const std::size_t before = receiver_.bodies().size();
        run();
        if (receiver_.bodies().size() > before) seconds_of_attempts.push_back(second);
        clock_.advance(1'000);
    }
    EXPECT_THAT(seconds_of_attempts, ElementsAre(0, 1, 3, 7, 15));
    EXPECT_THAT(state().error, HasSubstr("answers with status 500: said by the receiver"));
    EXPECT_THAT(state().error, testing::Not(HasSubstr("secret"))) << "a path is nobody's business";
}

TEST_P(DeliveryTest, what_fails_for_long_raises_an_exception_once_which_its_arrival_closes) {
    receiver_.answer_with(Status::service_unavailable);
    raise("corrupt");
    run();
    EXPECT_THAT(causes(), ElementsAre("corrupt"));
    clock_.advance(settings_.failing_ms);
    run();
    EXPECT_THAT(causes(), ElementsAre("webhook_failed", "corrupt"));
    connection().run_script("UPDATE job_exception SET state = 'acknowledged'");
    clock_.advance(settings_.failing_ms);
    run();
    EXPECT_EQ(database::list_exceptions(connection(), INT64_MAX, 1, "webhook_failed").front().state, "acknowledged");
    EXPECT_EQ(state().waiting, 1) << "that it fails is not told over what fails";
    receiver_.answer_with(Status::no_content);
    clock_.advance(60 * settings_.failing_ms);
    run();
    EXPECT_THAT(causes(), ElementsAre("corrupt"));
}

TEST_P(DeliveryTest, the_others_go_at_once_when_the_receiver_answers_again) {
    settings_.retry_ms = 3'600'000;
    receiver_.answer_with(Status::bad_request);
    raise("corrupt");
    run();
    clock_.advance(1);
    raise("other_patient");
    run();
    EXPECT_EQ(state().waiting, 2);
    receiver_.answer_with(Status::ok);
    clock_.advance(3'600'000);
    run();
    run();
    EXPECT_EQ(state().waiting, 0);
}

TEST_P(DeliveryTest, nobody_there_is_no_reason_to_lose_anything) {
    const std::string there = settings_.webhook_url;
    settings_.webhook_url = "http://127.0.0.1:1/";
    raise("corrupt");
    run();
    EXPECT_THAT(state().error, HasSubstr("http://127.0.0.1:1"));
    settings_.webhook_url = there;
    clock_.advance(1'000);
    run();
    EXPECT_THAT(receiver_.bodies(), SizeIs(1));
}

TEST_P(DeliveryTest, a_stop_breaks_off_and_leaves_everything_as_it_is) {
    raise("corrupt");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ((Notifications{settings_, database(), clock_}.run("", stop.get_token())), "");
    EXPECT_THAT(receiver_.bodies(), IsEmpty());
    run();
    EXPECT_THAT(receiver_.bodies(), SizeIs(1));
}

TEST_P(DeliveryTest, a_test_says_for_each_receiver_how_it_went) {
    settings_.mail.server = "smtp://127.0.0.1:1";
    settings_.mail.from = "kinote@site.example";
    settings_.mail.to = {"pacs@site.example"};
    const auto results = send_test(settings_, clock_);
    ASSERT_THAT(results, SizeIs(2));
    EXPECT_EQ(results.at(0).error, "");
    EXPECT_THAT(receiver_.bodies().at(0), HasSubstr(R"("kind":"test")"));
    EXPECT_THAT(results.at(1).error, HasSubstr("smtp://127.0.0.1:1"));
    EXPECT_EQ(state().waiting, 0);
}

INSTANTIATE_TEST_SUITE_P(, DeliveryTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::notification
