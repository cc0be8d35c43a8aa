// Clients that are slow, too many, or still there when the server stops. Nothing here sleeps: each test waits for what
// the server does.
#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <optional>
#include <thread>

#include "base/error.hpp"
#include "http/raw_client.hpp"
#include "http/server.hpp"

namespace kinote::http {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;

Response hello(Request&) { return text_response("hello"); }

// A handler that says when it runs and waits until it may go on.
class Gate {
public:
    Response pass(Request&) {
        entered_.set_value();
        released_.wait();
        return text_response("passed");
    }
    void wait_until_entered() { entered_.get_future().wait(); }
    void open() { release_.set_value(); }

private:
    std::promise<void> entered_;
    std::promise<void> release_;
    std::shared_future<void> released_ = release_.get_future().share();
};

TEST(ServerLimitsTest, headers_that_come_too_slowly_end_the_connection) {
    const Server server{{.header_timeout = 50ms}, hello};
    RawClient slow{server.port()};
    slow.send("GET / HTTP/1.1\r\nHost:");
    EXPECT_EQ(status_line(slow.read_all()), "HTTP/1.1 408 Request Timeout");
}

TEST(ServerLimitsTest, dribbling_bytes_do_not_prolong_the_time_for_headers) {
    const Server server{{.header_timeout = 100ms}, hello};
    RawClient slow{server.port()};
    slow.send("GET / HTTP/1.1\r\n");
    std::jthread dribble{[&](const std::stop_token& stop) {
        while (!stop.stop_requested() && slow.send("X: y\r\n")) std::this_thread::yield();
    }};
    const std::string response = slow.read_all();
    EXPECT_THAT(status_line(response),
                testing::AnyOf("HTTP/1.1 408 Request Timeout", "HTTP/1.1 431 Request Header Fields Too Large"));
}

TEST(ServerLimitsTest, a_body_that_comes_too_slowly_ends_the_connection) {
    const Server server{{.body_timeout = 50ms, .allowed_hosts = {"*"}}, hello};
    RawClient slow{server.port()};
    slow.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
    EXPECT_EQ(status_line(slow.read_all()), "HTTP/1.1 408 Request Timeout");
}

TEST(ServerLimitsTest, a_body_that_nobody_is_going_to_read_is_not_waited_for) {
    const auto refuse_all_but_notes = [](Request& request) -> std::optional<Response> {
        if (request.path == std::vector<std::string>{"notes"}) return std::nullopt;
        return error_response(Status::unauthorized, "unauthorized", "who are you?");
    };
    const Server server{{.allowed_hosts = {"*"}}, hello, refuse_all_but_notes};
    RawClient stranger{server.port()};
    stranger.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(status_line(stranger.read_response()), "HTTP/1.1 401 Unauthorized");
    stranger.end_sending();
    EXPECT_EQ(stranger.read_all(), "");
    RawClient known{server.port()};
    known.send("POST /notes HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(body_of(known.read_response()), "hello");
}

TEST(ServerLimitsTest, a_body_is_not_waited_for_where_asking_for_leave_fails) {
    const auto fail = [](Request&) -> std::optional<Response> {
        throw base::Error{base::ErrorKind::unavailable, "not now"};
    };
    const Server server{{.allowed_hosts = {"*"}}, hello, fail};
    RawClient client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    EXPECT_EQ(status_line(client.read_response()), "HTTP/1.1 503 Service Unavailable");
}

TEST(ServerLimitsTest, an_idle_connection_is_closed_without_a_word) {
    const Server server{{.idle_timeout = 50ms}, hello};
    RawClient silent{server.port()};
    EXPECT_TRUE(silent.sees_close());
    RawClient once{server.port()};
    once.send(get(server.port(), "/"));
    EXPECT_EQ(body_of(once.read_response()), "hello");
    EXPECT_TRUE(once.sees_close());
}

TEST(ServerLimitsTest, a_client_that_does_not_read_is_dropped) {
    const auto answer = [](Request& request) {
        return text_response(request.path.empty() ? std::string(50'000'000, 'x') : "hello");
    };
    const Server server{{.max_connections = 1, .write_timeout = 50ms}, answer};
    RawClient greedy{server.port(), 4096};
    greedy.send(get(server.port(), "/"));
    EXPECT_NE(greedy.read_until("\r\n\r\n"), std::string::npos);
    RawClient newcomer{server.port()};  // has a place only once the other one has none
    newcomer.send(get(server.port(), "/small"));
    EXPECT_EQ(body_of(newcomer.read_response()), "hello");
    EXPECT_LT(greedy.read_all().size(), 50'000'000U);
}

TEST(ServerLimitsTest, the_idlest_connection_makes_place_for_a_newcomer) {
    const Server server{{.max_connections = 3}, hello};
    std::vector<RawClient> clients;
    for (int count = 0; count < 3; ++count) {
        clients.emplace_back(server.port());
        clients.back().send(get(server.port(), "/"));
        ASSERT_EQ(body_of(clients.back().read_response()), "hello");
    }
    RawClient newcomer{server.port()};
    newcomer.send(get(server.port(), "/"));
    EXPECT_EQ(body_of(newcomer.read_response()), "hello");
    EXPECT_TRUE(clients[0].sees_close());
    clients[2].send(get(server.port(), "/"));
    EXPECT_EQ(body_of(clients[2].read_response()), "hello");
}

TEST(ServerLimitsTest, newcomers_wait_while_every_connection_is_at_work) {
    Gate gate;
    const Server server{{.max_connections = 1},
                        [&](Request& request) { return request.path.empty() ? hello(request) : gate.pass(request); }};
    RawClient working{server.port()};
    working.send(get(server.port(), "/gate"));
    gate.wait_until_entered();
    RawClient newcomer{server.port()};
    newcomer.send(get(server.port(), "/"));
    gate.open();
    EXPECT_EQ(body_of(working.read_response()), "passed");
    EXPECT_EQ(body_of(newcomer.read_response()), "hello");
}

TEST(ServerLimitsTest, stopping_lets_a_running_request_finish_and_closes_idle_connections) {
    Gate gate;
    Server server{{}, [&](Request& request) { return gate.pass(request); }};
    RawClient idle{server.port()};
    RawClient working{server.port()};
    working.send(get(server.port(), "/"));
    gate.wait_until_entered();
    auto stopped = std::async(std::launch::async, [&] { server.stop(); });
    EXPECT_TRUE(idle.sees_close());
    EXPECT_EQ(stopped.wait_for(0s), std::future_status::timeout);
    gate.open();
    EXPECT_THAT(working.read_all(), EndsWith("passed"));
    stopped.get();
    EXPECT_THROW(RawClient{server.port()}, std::runtime_error);
}

TEST(ServerLimitsTest, stopping_does_not_wait_for_requests_that_have_come_in_part) {
    Server server{{.drain_timeout = 600s}, [](Request&) { return text_response("served"); }};
    RawClient in_headers{server.port()};
    RawClient in_body{server.port()};
    in_headers.send("GET /half HT");
    in_body.send("POST /half HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                 "\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_THAT(in_body.read_response(false), HasSubstr("100 Continue"));
    in_body.send("half");
    RawClient whole{server.port()};
    whole.send(get(server.port(), "/"));
    EXPECT_EQ(body_of(whole.read_response()), "served");  // by then the halves have been read as well, or never will be
    server.stop();
    EXPECT_TRUE(in_headers.sees_close());
    EXPECT_TRUE(in_body.sees_close());
}

TEST(ServerLimitsTest, stopping_breaks_off_what_takes_longer_than_the_drain_timeout) {
    Gate gate;
    Server server{{.drain_timeout = 50ms}, [&](Request& request) { return gate.pass(request); }};
    RawClient working{server.port()};
    working.send(get(server.port(), "/"));
    gate.wait_until_entered();
    server.stop();
    EXPECT_TRUE(working.sees_close());
    gate.open();
}

TEST(ServerLimitsTest, stopping_twice_and_with_unread_answers_ends) {
    Server server{{.drain_timeout = 50ms}, [](Request&) { return text_response(std::string(50'000'000, 'x')); }};
    RawClient greedy{server.port(), 4096};
    greedy.send(get(server.port(), "/"));
    EXPECT_NE(greedy.read_until("\r\n\r\n"), std::string::npos);
    server.stop();
    server.stop();
    EXPECT_LT(greedy.read_all().size(), 50'000'000U);
}

TEST(ServerLimitsTest, a_client_that_leaves_while_its_handler_runs_harms_nobody) {
    Gate gate;
    const Server server{{},
                        [&](Request& request) { return request.path.empty() ? hello(request) : gate.pass(request); }};
    {
        RawClient leaving{server.port()};
        leaving.send(get(server.port(), "/gate"));
        gate.wait_until_entered();
    }
    gate.open();
    RawClient staying{server.port()};
    staying.send(get(server.port(), "/"));
    EXPECT_EQ(body_of(staying.read_response()), "hello");
}

}  // namespace
}  // namespace kinote::http
