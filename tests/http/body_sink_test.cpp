// Bodies that are taken while they come.

#include "http/body_sink.hpp"

#include <gmock/gmock.h>

#include <future>

#include "base/error.hpp"
#include "http/raw_client.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace kinote::http {
namespace {

using testing::HasSubstr;

constexpr std::size_t memory_limit = 1000;

// Says how much came, and how.
class Counting final : public BodySink {
public:
    explicit Counting(std::promise<std::size_t>& end) : end_{end} {}
    ~Counting() override { end_.set_value(bytes_); }
    void add(std::span<const std::byte> bytes) override {
        bytes_ += bytes.size();
        largest_ = std::max(largest_, bytes.size());
        if (bytes.front() == std::byte{'!'}) throw base::Error{base::ErrorKind::invalid, "no shouting"};
    }
    Response finish() override { return text_response(largest_ <= 128UL * 1024UL ? std::to_string(bytes_) : "whole"); }

private:
    std::promise<std::size_t>& end_;
    std::size_t bytes_ = 0;
    std::size_t largest_ = 0;
};

class BodySinkTest : public testing::Test {
protected:
    BodySinkTest() {
        Route route;
        route.method = Method::post;
        route.pattern = "/store";
        route.sink = [this](const Request& request) -> std::variant<std::shared_ptr<BodySink>, Response> {
            if (request.headers.find("Content-Type") == "text/plain") {
                return error_response(Status::unsupported_media_type, "unsupported", "no text");
            }
            return std::make_shared<Counting>(end_);
        };
        router_.add(std::move(route));
        router_.add({Method::post, "/plain", [](const Request& request) { return text_response(request.body); }});
    }
    static std::string head(std::string_view path, std::string_view framing) {
        return "POST " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n" + std::string{framing} + "\r\n\r\n";
    }
    std::size_t taken() { return end_.get_future().get(); }

    std::promise<std::size_t> end_;
    Router router_;
    Server server_{{.max_body_bytes = memory_limit, .allowed_hosts = {"*"}},
                   [this](Request& request) { return router_.answer(request); },
                   [this](Request& request) { return router_.refuse(request); }};
};

TEST_F(BodySinkTest, a_body_larger_than_memory_allows_is_taken_in_pieces) {
    RawClient client{server_.port()};
    client.send(head("/store", "Content-Length: 50000000") + std::string(50'000'000, 'x'));
    EXPECT_EQ(body_of(client.read_response()), "50000000");
    EXPECT_EQ(taken(), 50'000'000U);
    client.send(head("/plain", "Content-Length: 5") + "hello");
    EXPECT_EQ(body_of(client.read_response()), "hello") << "the connection goes on";
}

TEST_F(BodySinkTest, chunks_are_taken_without_their_framing) {
    RawClient client{server_.port()};
    client.send(head("/store", "Transfer-Encoding: chunked") + "5\r\nhello\r\n7d0\r\n" + std::string(2000, 'x') +
                "\r\n0\r\n\r\n");
    EXPECT_EQ(body_of(client.read_response()), "2005");
}

TEST_F(BodySinkTest, an_empty_body_is_finished_without_bytes) {
    RawClient client{server_.port()};
    client.send(head("/store", "Content-Length: 0"));
    EXPECT_EQ(body_of(client.read_response()), "0");
}

TEST_F(BodySinkTest, what_it_refuses_is_answered_at_once_and_the_rest_is_not_taken) {
    RawClient client{server_.port()};
    client.send(head("/store", "Content-Length: 1000000000") + "!");
    const std::string response = client.read_response();
    EXPECT_EQ(status_line(response), "HTTP/1.1 400 Bad Request");
    EXPECT_THAT(response, HasSubstr("no shouting"));
    EXPECT_EQ(taken(), 1U);
}

TEST_F(BodySinkTest, a_head_that_is_refused_lets_no_body_in) {
    RawClient client{server_.port()};
    client.send(head("/store", "Content-Type: text/plain\r\nContent-Length: 1000\r\nExpect: 100-continue"));
    EXPECT_EQ(status_line(client.read_response()), "HTTP/1.1 415 Unsupported Media Type");
    client.send(head("/store", "Content-Type: text/plain\r\nContent-Length: 0"));
}

TEST_F(BodySinkTest, a_client_that_goes_away_leaves_nothing_behind) {
    {
        RawClient client{server_.port()};
        client.send(head("/store", "Content-Length: 100") + "hello");
    }
    EXPECT_LE(taken(), 5U) << "destroyed, and not finished";
}

TEST_F(BodySinkTest, other_routes_keep_their_limit) {
    RawClient client{server_.port()};
    client.send(head("/plain", "Content-Length: 1001\r\nExpect: 100-continue"));
    EXPECT_EQ(status_line(client.read_response()), "HTTP/1.1 413 Content Too Large");
}

}  // namespace
}  // namespace kinote::http
