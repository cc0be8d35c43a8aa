#include "http/request_parser.hpp"

#include <gmock/gmock.h>

#include "http/receive_buffer.hpp"

namespace kinote::http {
namespace {

using State = RequestParser::State;
using testing::ElementsAre;

constexpr RequestParser::Limits limits{1024, 100};

// Feeds as a connection does, so many bytes at a time. Returns what is left over.
std::string feed(RequestParser& parser, std::string_view bytes, std::size_t step) {
    ReceiveBuffer buffer;
    while (parser.state() == State::head || parser.state() == State::body) {
        const std::size_t before = buffer.unread().size();
        buffer.drop(parser.consume(buffer.unread()));
        if (buffer.unread().size() != before) continue;
        if (bytes.empty()) break;
        const std::string_view piece = bytes.substr(0, std::min(step, buffer.room(false).size()));
        std::copy(piece.begin(), piece.end(), buffer.room(false).begin());
        buffer.add(piece.size());
        bytes.remove_prefix(piece.size());
    }
    return std::string{buffer.unread()} + std::string{bytes};
}

Status refusal_of(std::string_view bytes) {
    RequestParser parser{limits};
    feed(parser, bytes, bytes.size());
    if (parser.state() != State::refused) return Status::ok;
    return parser.refusal().status;
}

class RequestParserTest : public testing::TestWithParam<std::size_t> {};

TEST_P(RequestParserTest, a_request_without_a_body_is_whole_at_the_end_of_its_head) {
    RequestParser parser{limits};
    EXPECT_EQ(feed(parser, "GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-Y:  z \r\n\r\nGET /next", GetParam()), "GET /next");
    ASSERT_EQ(parser.state(), State::complete);
    EXPECT_EQ(parser.request().method, Method::get);
    EXPECT_THAT(parser.request().path, ElementsAre("a"));
    EXPECT_EQ(parser.request().query.find("b"), "c");
    EXPECT_EQ(parser.request().headers.find("x-y"), "z");
    EXPECT_EQ(parser.host(), "x");
    EXPECT_TRUE(parser.keeps_alive());
}

TEST_P(RequestParserTest, a_body_with_a_length_is_read_to_its_end) {
    RequestParser parser{limits};
    EXPECT_EQ(feed(parser, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET", GetParam()), "GET");
    ASSERT_EQ(parser.state(), State::complete);
    EXPECT_EQ(parser.request().body, "hello");
}

TEST_P(RequestParserTest, chunks_become_one_body_and_their_trailers_are_dropped) {
    RequestParser parser{limits};
    EXPECT_EQ(feed(parser,
                   "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                   "5;ext=1\r\nhello\r\n00a\r\n 1\r\n\r\n3456\r\n0\r\nAuthorization: forged\r\n\r\nGET",
                   GetParam()),
              "GET");
    ASSERT_EQ(parser.state(), State::complete);
    EXPECT_EQ(parser.request().body, "hello 1\r\n\r\n3456");
    EXPECT_FALSE(parser.request().headers.contains("Authorization"));
}

TEST_P(RequestParserTest, an_empty_chunked_body_is_whole) {
    RequestParser parser{limits};
    feed(parser, "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", GetParam());
    EXPECT_EQ(parser.state(), State::complete);
}

TEST_P(RequestParserTest, empty_lines_before_the_request_line_are_passed_over) {
    RequestParser parser{limits};
    feed(parser, "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", GetParam());
    EXPECT_EQ(parser.state(), State::complete);
}

TEST_P(RequestParserTest, headers_beyond_the_limit_are_refused_however_they_arrive) {
    std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
    while (many.size() < 2 * limits.header_bytes) many += "X-Filler: 0123456789\r\n";
    for (const std::string& head : {many + "\r\n", "GET / HTTP/1.1\r\nA: " + std::string(2000, 'b') + "\r\n\r\n",
                                    "GET /" + std::string(2000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"}) {
        RequestParser parser{limits};
        feed(parser, head, GetParam());
        ASSERT_EQ(parser.state(), State::refused);
        EXPECT_EQ(parser.refusal().status, Status::header_fields_too_large);
    }
}

TEST_P(RequestParserTest, an_endless_chunk_line_is_refused) {
    RequestParser parser{limits};
    feed(parser, "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(5000, 'a'),
         GetParam());
    EXPECT_EQ(parser.state(), State::refused);
}

TEST_P(RequestParserTest, endless_trailers_are_refused) {
    std::string text = "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    while (text.size() < 5000) text += "X-Filler: 0123456789\r\n";
    RequestParser parser{limits};
    feed(parser, text, GetParam());
    EXPECT_EQ(parser.state(), State::refused);
}

INSTANTIATE_TEST_SUITE_P(Steps, RequestParserTest, testing::Values(1, 2, 3, 7, 100'000));

TEST(RequestParserTest, the_body_limit_holds_before_the_body_comes) {
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
    EXPECT_EQ(refusal_of(head + "Content-Length: 101\r\n\r\n"), Status::content_too_large);
    EXPECT_EQ(refusal_of(head + "Content-Length: 100\r\n\r\n"), Status::ok);
    EXPECT_EQ(refusal_of(head + "Content-Length: 18446744073709551615\r\n\r\n"), Status::content_too_large);
    EXPECT_EQ(refusal_of(head + "Transfer-Encoding: chunked\r\n\r\n65\r\n"), Status::content_too_large);
    EXPECT_EQ(refusal_of(head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"), Status::content_too_large);
    EXPECT_EQ(refusal_of(head + "Transfer-Encoding: chunked\r\n\r\n32\r\n" + std::string(0x32, 'a') + "\r\n33\r\n"),
              Status::content_too_large);
}

TEST(RequestParserTest, what_two_readers_could_frame_differently_is_refused) {
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
    for (const char* framing :
         {"Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5, 5",
          "Content-Length: 5, 6", "Content-Length: +5", "Content-Length: -5", "Content-Length: 0x5",
          "Content-Length: 5 5", "Content-Length:", "Content-Length: 99999999999999999999",
          "Content-Length: 5\r\nTransfer-Encoding: identity",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding : chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"}) {
        EXPECT_EQ(refusal_of(head + framing + "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"), Status::bad_request)
            << framing;
    }
    for (const char* coding : {"gzip", "chunked, gzip", "gzip, chunked", "xchunked", "chunked;q=1", "identity",
                               "chunked, chunked", "\"chunked\"", "",
                               "\x0b"
                               "chunked"}) {
        EXPECT_NE(refusal_of(head + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n"), Status::ok) << coding;
    }
    EXPECT_EQ(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), Status::bad_request);
}

TEST(RequestParserTest, malformed_chunks_are_refused) {
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char* chunks :
         {"\r\n", "g\r\n", "-1\r\n", "0x5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n",
          "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5 \x01\r\nhello\r\n0\r\n\r\n",
          "10000000000000005\r\nhello\r\n0\r\n\r\n", "0\r\nContent-Length: 5\r\n\r\n", "0\r\nbad trailer\r\n\r\n"}) {
        EXPECT_NE(refusal_of(head + chunks), Status::ok) << chunks;
    }
}

TEST(RequestParserTest, malformed_heads_are_refused) {
    using namespace std::string_view_literals;
    for (const std::string_view head :
         {"GET / HTTP/1.1\nHost: x\n\n\r\n\r\n"sv, "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"sv,
          "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"sv, "GET /\r\nHost: x\r\n\r\n"sv,
          "GET / HTTP/1.1\r\nHost: x\r\nA\x01: b\r\n\r\n"sv, "GET / HTTP/1.1\r\nHost: x\r\nA b\r\n\r\n"sv,
          "GET / HTTP/1.1\r\nHost : x\r\n\r\n"sv, "GET / HTTP/1.1\r\n Host: x\r\n\r\n"sv,
          "GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n"sv, "\x16\x03\x01\x02\x00\x01\r\n\r\n"sv,
          "GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n"sv, "GET /\x7f HTTP/1.1\r\nHost: x\r\n\r\n"sv,
          "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"sv, "GET /../x HTTP/1.1\r\nHost: x\r\n\r\n"sv,
          "GET / HTTP/1.1\r\n\r\n"sv, "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"sv}) {
        EXPECT_NE(refusal_of(head), Status::ok) << head;
    }
}

TEST(RequestParserTest, unknown_methods_versions_and_expectations_have_their_own_statuses) {
    EXPECT_EQ(refusal_of("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n"), Status::not_implemented);
    EXPECT_EQ(refusal_of("get / HTTP/1.1\r\nHost: x\r\n\r\n"), Status::not_implemented);
    EXPECT_EQ(refusal_of("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), Status::version_not_supported);
    EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: x\r\nExpect: more\r\n\r\n"), Status::expectation_failed);
}

TEST(RequestParserTest, the_head_is_reported_before_the_body_so_that_it_can_be_asked_for) {
    RequestParser parser{limits};
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n";
    EXPECT_EQ(parser.consume(head + "hello"), head.size());
    EXPECT_EQ(parser.state(), State::body);
    EXPECT_TRUE(parser.expects_continue());
}

TEST(RequestParserTest, cookies_are_read) {
    RequestParser parser{limits};
    feed(parser, "GET / HTTP/1.1\r\nHost: x\r\nCookie: a=1; b=\"2=3\"; junk;=x;\r\nCookie: a=4\r\n\r\n", 1000);
    ASSERT_EQ(parser.state(), State::complete);
    EXPECT_THAT(parser.request().cookies.find_all("a"), ElementsAre("1", "4"));
    EXPECT_EQ(parser.request().cookies.find("b"), "2=3");
    EXPECT_EQ(parser.request().cookies.size(), 3U);
}

TEST(RequestParserTest, the_authority_of_the_target_counts_more_than_the_host_header) {
    RequestParser parser{limits};
    feed(parser, "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 1000);
    EXPECT_EQ(parser.host(), "evil.example");
}

TEST(RequestParserTest, a_connection_is_kept_as_the_version_and_the_client_say) {
    const auto keeps_alive = [](std::string_view head) {
        RequestParser parser{limits};
        feed(parser, head, head.size());
        return parser.keeps_alive();
    };
    EXPECT_TRUE(keeps_alive("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_FALSE(keeps_alive("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(keeps_alive("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(keeps_alive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

}  // namespace
}  // namespace kinote::http
