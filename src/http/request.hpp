#pragma once
// A request as the handlers see it: read completely, decoded, checked.

#include <any>
#include <boost/json/fwd.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/named_values.hpp"

namespace kinote::http {

class BodySink;

enum class Method { get, head, post, put, patch, delete_resource, options };

/// "GET", "DELETE", ...
[[nodiscard]] std::string_view to_string(Method method);

struct Request {
    Method method = Method::get;
    /// The path's segments, percent-decoded: valid UTF-8 without NUL, other control characters, '/' or '\', and never
    /// "." or "..". "/" has none; "/a/" has "a" and "".
    std::vector<std::string> path;
    /// Decoded ('+' is a blank), valid UTF-8 without NUL. May hold tokens: not to be logged.
    Parameters query;
    Headers headers;
    Parameters cookies;
    /// All bytes of the body, without transfer coding; at most ServerOptions::max_body_bytes.
    std::string body;
    /// What takes the body while it comes, `body` stays empty then; null where nothing does.
    std::shared_ptr<BodySink> sink;
    /// The address of the peer of the connection, e.g. "192.0.2.7" or "::1".
    std::string peer_address;

    /// What the route's pattern captured, by name; set by the router.
    Parameters captures;
    /// Who asks: set by the router's guard, read by the handlers that know its type. Empty without a guard.
    std::any identity;
};

/// The captured segment. @throws Error internal where the route's pattern has no such capture.
[[nodiscard]] std::string_view capture(const Request& request, std::string_view name);

/// The path as text for log lines: "/api/studies/1.2.3/notes", without the query.
[[nodiscard]] std::string path_text(const Request& request);

/// The body as JSON (RFC 8259). @throws Error invalid where the Content-Type is not JSON (which also keeps forms of
/// foreign pages out) or the text is no JSON or nests deeper than 32.
[[nodiscard]] boost::json::value json_body(const Request& request);

/// Whether If-None-Match names the entity tag (RFC 9110 13.1.2, weak comparison). @param etag with its quotes.
[[nodiscard]] bool has_current(const Request& request, std::string_view etag);

/// How much the client wants a media type, from 0 (not at all) to 1000, by the closest range of its Accept headers
/// (RFC 9110 12.5.1); 1000 where it sends none. Parameters of media types other than q are not looked at.
/// @param media_type  "image/png".
[[nodiscard]] int accepted_quality(const Request& request, std::string_view media_type);

}  // namespace kinote::http
