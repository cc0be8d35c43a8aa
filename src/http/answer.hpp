#pragma once
// A response made ready to be sent: what is done on a worker thread before the connection's thread takes over.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::http {

struct Answer {
    std::string head;                   ///< status line and headers, with the empty line
    std::optional<BodyPiece> piece;     ///< nothing where no body is to be sent
    BodySource more;                    ///< gives the pieces after the first; empty: there are none
    std::chrono::milliseconds rest{0};  ///< of `more` after an empty piece
    bool is_chunked = false;            ///< each piece goes as a chunk (RFC 9112 7.1)
    bool keeps_alive = false;           ///< the connection may be used again
};

/// What the connection says about how to answer.
struct AnswerFrame {
    bool keeps_alive = true;
    bool takes_chunks = true;  ///< else a body made piece by piece ends with the connection
    bool is_head = false;      ///< the headers as for GET, without the body
};

/// Runs the application and frames its response. Exceptions, also of the first piece, become statuses here and are
/// logged once. @param defaults headers added where the response has none of the name.
[[nodiscard]] Answer make_answer(const std::function<Response(Request&)>& application, Request& request,
                                 const Headers& defaults, const AnswerFrame& frame);

/// What the admission refuses a request with; exceptions as above.
[[nodiscard]] std::optional<Response> refusal_of(const std::function<std::optional<Response>(Request&)>& admission,
                                                 Request& request);

/// Asks for the first piece where there is a source. @throws Error internal for a header that would break the framing;
/// what the source throws.
[[nodiscard]] Answer frame_response(Response response, const Headers& defaults, const AnswerFrame& frame);

/// Bytes that the piece sends.
[[nodiscard]] std::uint64_t length_of(const BodyPiece& piece);

}  // namespace kinote::http
