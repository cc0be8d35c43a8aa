#pragma once
// The HTTP/1.1 server (RFC 9110, RFC 9112): one thread for all connections, a pool of worker threads for the answers.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::http {

struct ServerOptions {
    /// Numeric address to listen on; "0.0.0.0" and "::" stand for all.
    std::string address = "127.0.0.1";
    /// 0: a free one, see Server::port().
    std::uint16_t port = 0;
    /// Worker threads: how many handlers run at once.
    unsigned threads = 8;

    std::size_t max_header_bytes = std::size_t{16} * 1024;  ///< request line and headers; more is 431
    /// Of a body that no sink takes; more is 413.
    std::size_t max_body_bytes = std::size_t{1024} * 1024;
    std::size_t max_connections = 1024;                ///< beyond: the longest idle one goes, or else newcomers wait
    std::chrono::milliseconds header_timeout{10'000};  ///< first byte to end of the headers
    /// End of the headers to end of the body; of one that a sink takes, to its next bytes.
    std::chrono::milliseconds body_timeout{60'000};
    std::chrono::milliseconds idle_timeout{60'000};   ///< waiting for a first byte
    std::chrono::milliseconds write_timeout{30'000};  ///< for each 64 KiB of the answer
    std::chrono::milliseconds drain_timeout{10'000};  ///< what stop() gives to running requests

    /// What the Host header may say beside the served address and localhost with the served port, against DNS
    /// rebinding; others get 421. "name:port" takes that port, "name" any, "*" everything.
    std::vector<std::string> allowed_hosts = {};
    /// Added to every answer that does not set them itself.
    Headers default_headers = security_headers();

    /// X-Content-Type-Options: nosniff, Content-Security-Policy: default-src 'self', WebAssembly, pictures that
    /// a script has made, and no framing; Referrer-Policy: no-referrer.
    [[nodiscard]] static Headers security_headers();
};

/// What answers requests, as a rule a Router. Called from many worker threads at once.
using Application = std::function<Response(Request&)>;

/// Looks at a request whose body has not been taken yet; what it gives is the answer, and nothing lets the body in.
/// Where it sets Request::sink that one takes the body. Its application sees the request in any case. Called from many
/// worker threads at once.
using Admission = std::function<std::optional<Response>(Request&)>;

class Listener;

/// Listens from construction to stop(). Its functions may be called from any thread but not from a handler.
class Server {
public:
    /// @throws Error invalid for a malformed address, unavailable where the port is taken.
    Server(ServerOptions options, Application application, Admission admission = {});
    /// stop(), then waits for the handlers that still run.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// The port that it listens on.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Accepts no more, closes connections without a whole request, lets running requests finish within the drain
    /// timeout, then breaks off what is left. Returns when no connection is open. Again: does nothing.
    void stop();

private:
    std::unique_ptr<Listener> listener_;
};

}  // namespace kinote::http
