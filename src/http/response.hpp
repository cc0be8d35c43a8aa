#pragma once
// An answer: status, headers, and a body in memory, in a file, or made piece by piece while it is sent.

#include <boost/json/fwd.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/file.hpp"
#include "http/named_values.hpp"

namespace kinote::http {

/// RFC 9110 15, RFC 6585; those that kinote gives.
enum class Status : std::uint16_t {
    ok = 200,
    created = 201,
    accepted = 202,
    no_content = 204,
    partial_content = 206,
    moved_permanently = 301,
    found = 302,
    see_other = 303,
    not_modified = 304,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    not_acceptable = 406,
    request_timeout = 408,
    conflict = 409,
    gone = 410,
    precondition_failed = 412,
    content_too_large = 413,
    unsupported_media_type = 415,
    range_not_satisfiable = 416,
    expectation_failed = 417,
    misdirected_request = 421,
    unprocessable_content = 422,
    precondition_required = 428,
    too_many_requests = 429,
    header_fields_too_large = 431,
    internal_server_error = 500,
    not_implemented = 501,
    service_unavailable = 503,
    version_not_supported = 505,
};

/// The reason phrase, e.g. "Not Found".
[[nodiscard]] std::string_view reason(Status status);

/// Bytes that many answers share. The owner is shared because answers on their way outlive the cache entry they came
/// from; it is null for bytes of static storage.
struct SharedBytes {
    std::shared_ptr<const void> owner;
    std::string_view bytes;
};

/// Part of a file, sent by the kernel without passing through memory of ours.
struct FileRange {
    base::File file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// What can be sent as it is.
using BodyPiece = std::variant<std::string, SharedBytes, FileRange>;

/// Gives the next piece, nothing at the end. Called on a worker thread, one call at a time, each only after the piece
/// before has gone; so it can look again whether the next thing may still be sent. If it throws, the connection is
/// broken off so that the client sees an incomplete answer.
using BodySource = std::function<std::optional<BodyPiece>()>;

struct Response {
    Status status = Status::ok;
    /// Content-Length, Transfer-Encoding, Connection and Date belong to the server.
    Headers headers;
    BodyPiece body;
    /// What follows the body, for answers that are made while they are sent; empty: nothing. It is asked for the first
    /// piece before the status goes out where `body` is empty, so that its first error is still answered as one.
    BodySource more;
    /// How long `more` is let alone after an empty piece, without a thread that waits; then it is asked again, or the
    /// answer ends with the server. Zero: an empty piece is one like others.
    std::chrono::milliseconds rest{0};
};

[[nodiscard]] Response text_response(std::string_view text, Status status = Status::ok);
[[nodiscard]] Response json_response(const boost::json::value& value, Status status = Status::ok);
/// JSON that is serialized already.
[[nodiscard]] Response json_text_response(std::string json, Status status = Status::ok);
/// {"error":{"code":"not_found","message":"..."}}
[[nodiscard]] Response error_response(Status status, std::string_view code, std::string_view message);
[[nodiscard]] Response bytes_response(std::string bytes, std::string_view content_type);
/// The whole file. @throws Error unavailable where its size cannot be read.
[[nodiscard]] Response file_response(base::File file, std::string_view content_type);
[[nodiscard]] Response stream_response(BodySource source, std::string_view content_type);
/// 304 with the entity tag. @param etag with its quotes.
[[nodiscard]] Response not_modified_response(std::string_view etag);
/// Adds ETag and "Cache-Control: private, max-age=31536000, immutable": for what never changes under its URL.
void mark_immutable(Response& response, std::string_view etag);

}  // namespace kinote::http
