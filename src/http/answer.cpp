#include "http/answer.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "http/error_answer.hpp"

namespace kinote::http {
namespace {

// The server's own; a handler that sets one would contradict what is sent.
constexpr std::array framing_headers = {std::string_view{"Content-Length"}, std::string_view{"Transfer-Encoding"},
                                        std::string_view{"Connection"}, std::string_view{"Date"}};

// A line break in a header would begin another header, or another answer.
void check_header(std::string_view name, std::string_view value) {
    const auto is_control = [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return (byte < 0x20 && byte != '\t') || byte == 0x7F;
    };
    const bool is_framing = std::any_of(framing_headers.begin(), framing_headers.end(),
                                        [name](std::string_view own) { return equals_ignoring_case(own, name); });
    if (name.empty() || is_framing || name.find_first_of(": \t") != std::string_view::npos ||
        std::any_of(name.begin(), name.end(), is_control) || std::any_of(value.begin(), value.end(), is_control)) {
        throw base::Error{base::ErrorKind::internal, fmt::format("a handler set the impossible header '{}'", name)};
    }
}

void append_headers(std::string& head, const Response& response, const Headers& defaults) {
    const auto append = [&head](const Headers::Entry& header) {
        fmt::format_to(std::back_inserter(head), "{}: {}\r\n", header.name, header.value);
    };
    for (const auto& header : response.headers) {
        check_header(header.name, header.value);
        append(header);
    }
    for (const auto& header : defaults) {
        if (!response.headers.contains(header.name)) append(header);
    }
}

// RFC 9110 5.6.7, as "Sun, 06 Nov 1994 08:49:37 GMT". The thread keeps the text for as long as the second lasts.
const std::string& date_text() {
    thread_local std::time_t second = 0;
    thread_local std::string text;
    const std::time_t now = base::SystemClock{}.now_ms() / 1000;
    if (now != second) {
        second = now;
        text = fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(now));
    }
    return text;
}

std::string make_head(const Response& response, const Headers& defaults, const Answer& answer, bool has_length) {
    std::string head;
    head.reserve(512);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\nDate: {}\r\n", static_cast<unsigned>(response.status),
                   reason(response.status), date_text());
    append_headers(head, response, defaults);
    if (answer.is_chunked) head += "Transfer-Encoding: chunked\r\n";
    if (has_length) fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", length_of(response.body));
    head += answer.keeps_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

// Has the kernel read the beginning of the file while this thread may wait, so that sending it seldom waits for the
// disk.
void read_ahead(const BodyPiece& piece) {
    constexpr std::uint64_t bytes_ahead = 1024UL * 1024UL;
    if (const auto* range = std::get_if<FileRange>(&piece)) {
        const auto count = static_cast<off_t>(std::min(range->length, bytes_ahead));
        posix_fadvise(range->file.descriptor(), static_cast<off_t>(range->offset), count, POSIX_FADV_WILLNEED);
    }
}

}  // namespace

std::uint64_t length_of(const BodyPiece& piece) {
    if (const auto* text = std::get_if<std::string>(&piece)) return text->size();
    if (const auto* shared = std::get_if<SharedBytes>(&piece)) return shared->bytes.size();
    return std::get<FileRange>(piece).length;
}

Answer frame_response(Response response, const Headers& defaults, const AnswerFrame& frame) {
    const bool has_no_body = response.status == Status::no_content || response.status == Status::not_modified;
    if (has_no_body) response.more = nullptr;
    if (response.more && !frame.is_head && length_of(response.body) == 0) {
        std::optional<BodyPiece> first = response.more();
        if (!first) response.more = nullptr;
        if (first) response.body = *std::move(first);
    }
    const bool is_made_while_sent = static_cast<bool>(response.more);
    Answer answer;
    answer.is_chunked = is_made_while_sent && frame.takes_chunks;
    answer.keeps_alive = frame.keeps_alive && (!is_made_while_sent || answer.is_chunked || frame.is_head);
    answer.head = make_head(response, defaults, answer, !is_made_while_sent && !has_no_body);
    if (frame.is_head || has_no_body) return answer;
    read_ahead(response.body);
    answer.piece = std::move(response.body);
    answer.more = std::move(response.more);
    answer.rest = response.rest;
    return answer;
}

Answer make_answer(const std::function<Response(Request&)>& application, Request& request, const Headers& defaults,
                   const AnswerFrame& frame) {
    try {
        return frame_response(application(request), defaults, frame);
    } catch (...) {
        return frame_response(answer_failure(request), defaults, frame);
    }
}

std::optional<Response> refusal_of(const std::function<std::optional<Response>(Request&)>& admission,
                                   Request& request) {
    try {
        return admission(request);
    } catch (...) {
        return answer_failure(request);
    }
}

}  // namespace kinote::http
