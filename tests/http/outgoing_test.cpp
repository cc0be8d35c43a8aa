#include "http/outgoing.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <thread>

#include "base/error.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace kinote::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class OutgoingTest : public testing::Test {
protected:
    OutgoingTest() {
        router_.add({Method::post, "/echo", [this](const Request& request) {
                         got_ = request.body;
                         type_ = request.headers.find("Content-Type").value_or("");
                         return text_response("taken");
                     }});
        router_.add({Method::post, "/much", [](const Request&) { return text_response(std::string(100'000, 'x')); }});
        router_.add({Method::post, "/elsewhere", [](const Request&) {
                         Response response;
                         response.status = Status::found;
                         response.headers.add("Location", "/echo");
                         return response;
                     }});
        router_.add({Method::post, "/slow", [this](const Request&) {
                         std::unique_lock lock{mutex_};
                         woken_.wait(lock, [this] { return is_over_; });
                         return text_response("late");
                     }});
        server_.emplace(ServerOptions{}, [this](Request& request) { return router_.answer(request); });
    }
    ~OutgoingTest() override {
        {
            const std::lock_guard lock{mutex_};
            is_over_ = true;
        }
        woken_.notify_all();
    }
    std::string url(const std::string& path) { return "http://127.0.0.1:" + std::to_string(server_->port()) + path; }
    /// What is said where it does not go.
    std::string complaint(const std::string& to, const OutgoingSettings& settings = {},
                          const std::stop_token& stop = {}) {
        try {
            post({to, "{}", {}}, settings, stop);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::unavailable) << error.what();
            return error.what();
        }
        return "it went";
    }

    std::mutex mutex_;
    std::condition_variable woken_;
    bool is_over_ = false;
    std::string got_;
    std::string type_;
    Router router_;
    std::optional<Server> server_;
};

TEST_F(OutgoingTest, a_body_arrives_whole) {
    const std::string body = "{\"text\":\"" + std::string(100'000, 'y') + "\"}";
    post({url("/echo"), body, {"X-One: 1"}}, {}, {});
    EXPECT_EQ(got_, body);
    EXPECT_EQ(type_, "application/json");
}

TEST_F(OutgoingTest, another_answer_is_an_error_that_says_so) {
    EXPECT_THAT(complaint(url("/nowhere")), HasSubstr("answers with status 404"));
    EXPECT_THAT(complaint(url("/elsewhere")), HasSubstr("answers with status 302")) << "and is not followed";
    EXPECT_EQ(got_, "");
}

TEST_F(OutgoingTest, an_endless_answer_is_not_read) { EXPECT_THAT(complaint(url("/much")), HasSubstr("127.0.0.1")); }

TEST_F(OutgoingTest, nobody_is_waited_for_beyond_the_time) {
    OutgoingSettings settings;
    settings.timeout = std::chrono::milliseconds{100};
    EXPECT_THAT(complaint(url("/slow"), settings), AllOf(HasSubstr("127.0.0.1"), HasSubstr("timed out")));
}

TEST_F(OutgoingTest, a_stop_breaks_off_at_once) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THAT(complaint(url("/slow"), {}, stop.get_token()), HasSubstr("stopped"));
}

TEST_F(OutgoingTest, other_schemes_are_refused) {
    for (const char* other :
         {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "127.0.0.1", "", "http://"}) {
        EXPECT_EQ(shown_server(other), "") << other;
        EXPECT_THROW(post({other, "{}", {}}, {}, {}), base::Error) << other;
    }
}

TEST_F(OutgoingTest, a_url_is_shown_without_its_secrets) {
    EXPECT_EQ(shown_server("https://user:password@hooks.example:8443/services/T00/secret?token=x"),
              "https://hooks.example:8443");
    EXPECT_EQ(shown_server("smtp://mail.example"), "smtp://mail.example");
}

}  // namespace
}  // namespace kinote::http
