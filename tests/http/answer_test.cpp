#include "http/answer.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::http {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Answer answer_with(const std::function<Response(Request&)>& application, const AnswerFrame& frame = {}) {
    Request request;
    return make_answer(application, request, {}, frame);
}

std::string piece_text(const Answer& answer) { return std::get<std::string>(answer.piece.value()); }

TEST(AnswerTest, a_body_in_memory_goes_with_its_length) {
    const Answer answer = answer_with([](Request&) { return text_response("hello", Status::created); });
    EXPECT_THAT(answer.head, StartsWith("HTTP/1.1 201 Created\r\nDate: "));
    EXPECT_THAT(answer.head, HasSubstr("\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    EXPECT_THAT(answer.head, HasSubstr("\r\nContent-Length: 5\r\n"));
    EXPECT_EQ(piece_text(answer), "hello");
    EXPECT_TRUE(answer.keeps_alive);
}

TEST(AnswerTest, head_has_the_headers_of_get_and_no_body) {
    const Answer answer = answer_with([](Request&) { return text_response("hello"); }, {.is_head = true});
    EXPECT_THAT(answer.head, HasSubstr("\r\nContent-Length: 5\r\n"));
    EXPECT_FALSE(answer.piece);
}

TEST(AnswerTest, no_content_and_not_modified_have_neither_body_nor_length) {
    for (const Status status : {Status::no_content, Status::not_modified}) {
        const Answer answer = answer_with([status](Request&) { return text_response("hello", status); });
        EXPECT_THAT(answer.head, Not(HasSubstr("Content-Length")));
        EXPECT_FALSE(answer.piece);
    }
}

TEST(AnswerTest, default_headers_give_way_to_those_of_the_response) {
    Headers defaults;
    defaults.add("X-A", "default");
    defaults.add("X-B", "default");
    Response response;
    response.headers.add("x-a", "own");
    const Answer answer = frame_response(std::move(response), defaults, {});
    EXPECT_THAT(answer.head, HasSubstr("\r\nx-a: own\r\n"));
    EXPECT_THAT(answer.head, Not(HasSubstr("X-A: default")));
    EXPECT_THAT(answer.head, HasSubstr("\r\nX-B: default\r\n"));
}

TEST(AnswerTest, headers_that_would_break_the_framing_are_a_fault_of_ours) {
    for (const auto& [name, value] : {std::pair{"X-A", "b\r\nX-C: d"}, std::pair{"X-A", "b\nc"}, std::pair{"X A", "b"},
                                      std::pair{"", "b"}, std::pair{"X\r\nA", "b"}, std::pair{"Content-Length", "5"},
                                      std::pair{"transfer-encoding", "chunked"}, std::pair{"Connection", "close"}}) {
        const Answer answer = answer_with([name = name, value = value](Request&) {
            Response response = text_response("hello");
            response.headers.add(name, value);
            return response;
        });
        EXPECT_THAT(answer.head, StartsWith("HTTP/1.1 500 "));
    }
}

TEST(AnswerTest, what_a_handler_throws_becomes_a_status) {
    const Answer known = answer_with([](Request&) -> Response {
        throw base::Error{base::ErrorKind::not_found, "there is no such study"};
    });
    EXPECT_THAT(known.head, StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(piece_text(known), HasSubstr("there is no such study"));
    const Answer unknown = answer_with([](Request&) -> Response { throw 7; });
    EXPECT_THAT(unknown.head, StartsWith("HTTP/1.1 500 "));
    const Answer no_memory = answer_with([](Request&) -> Response { throw std::bad_alloc{}; });
    EXPECT_THAT(no_memory.head, StartsWith("HTTP/1.1 503 "));
}

TEST(AnswerTest, a_body_made_piece_by_piece_goes_in_chunks) {
    const auto application = [](Request&) {
        return stream_response([] { return BodyPiece{std::string{"first"}}; }, "application/octet-stream");
    };
    const Answer answer = answer_with(application);
    EXPECT_TRUE(answer.is_chunked);
    EXPECT_THAT(answer.head, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_EQ(piece_text(answer), "first");
    const Answer old = answer_with(application, {.takes_chunks = false});
    EXPECT_FALSE(old.is_chunked);
    EXPECT_FALSE(old.keeps_alive);
    EXPECT_THAT(old.head, HasSubstr("\r\nConnection: close\r\n"));
}

TEST(AnswerTest, an_error_of_the_first_piece_still_becomes_a_status) {
    const Answer answer = answer_with([](Request&) {
        return stream_response(
            []() -> std::optional<BodyPiece> {
                throw base::Error{base::ErrorKind::refused, "no"};
            },
            "text/plain");
    });
    EXPECT_THAT(answer.head, StartsWith("HTTP/1.1 403 "));
}

TEST(AnswerTest, a_source_without_a_piece_is_an_empty_body) {
    const Answer answer =
        answer_with([](Request&) { return stream_response([] { return std::nullopt; }, "text/plain"); });
    EXPECT_THAT(answer.head, HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(AnswerTest, head_of_a_body_made_piece_by_piece_does_not_begin_to_make_it) {
    const Answer answer = answer_with(
        [](Request&) {
            return stream_response(
                []() -> std::optional<BodyPiece> {
                    throw base::Error{base::ErrorKind::internal, ""};
                },
                "text/plain");
        },
        {.is_head = true});
    EXPECT_THAT(answer.head, StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer.head, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
}

}  // namespace
}  // namespace kinote::http
