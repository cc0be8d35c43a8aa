#pragma once
// Turns the bytes of a connection into a request (RFC 9112), and refuses what two readers could understand differently.

#include <cstddef>
#include <memory>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::http {

/// Reads one request. One thread at a time.
class RequestParser {
public:
    struct Limits {
        std::size_t header_bytes;
        std::size_t body_bytes;  ///< unless it is taken piece by piece
    };

    enum class State {
        head,      ///< the request line and headers are not complete
        body,      ///< they are: everything but Request::body can be used
        complete,  ///< the request is whole
        refused,   ///< it will never be: see refusal()
    };

    explicit RequestParser(Limits limits);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Takes bytes from the front and says how many; the rest must come again, followed by more. Stops at the end of
    /// the head and at the end of the request. Needs more than the header limit of bytes at once for nothing.
    std::size_t consume(std::string_view bytes);

    [[nodiscard]] State state() const;

    /// From the state body on.
    [[nodiscard]] Request& request();
    /// Lets the body be of any length: who calls this takes it by take_body(). In the state body.
    void stream_body();
    /// The bytes of the body that have come since the last call.
    [[nodiscard]] std::string take_body();

    /// Whom the request means: the authority of its target, else its Host header. From the state body on.
    [[nodiscard]] std::string_view host() const;
    /// Whether the client waits for "100 Continue" before it sends the body (RFC 9110 10.1.1).
    [[nodiscard]] bool expects_continue() const;
    /// Whether the connection may carry another request after this one.
    [[nodiscard]] bool keeps_alive() const;
    /// Whether it can read chunks: HTTP/1.1.
    [[nodiscard]] bool takes_chunks() const;

    /// What to say in the state refused; the connection cannot be used after it.
    [[nodiscard]] Response refusal() const;

private:
    class Grammar;
    std::unique_ptr<Grammar> grammar_;
};

}  // namespace kinote::http
