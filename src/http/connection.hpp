#pragma once
// One client's connection: reads request after request, has each answered on a worker thread, sends the answers.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/host_list.hpp"
#include "http/server.hpp"
#include "http/worker_pool.hpp"

namespace boost::asio {
class io_context;
}

namespace kinote::http {

/// What all connections of a server share. Everything but the workers belongs to the connections' thread.
struct ConnectionTerms {
    const ServerOptions& options;
    const Application& application;
    const Admission& admission;
    const HostList& hosts;
    WorkerPool& workers;
    bool is_draining = false;  ///< the request in work is the last one
};

/// Lives on the one thread that runs the connections' context.
class Connection {
public:
    virtual ~Connection() = default;

    /// Closes the socket at once. The connection ends soon after, or when the handler that runs for it returns.
    virtual void close() = 0;

    /// Since when nothing of a next request has come; nothing while one is in work.
    [[nodiscard]] virtual std::optional<std::chrono::steady_clock::time_point> idle_since() const = 0;

    /// Whether a request has come whole and is in work, or an answer is on its way.
    [[nodiscard]] virtual bool is_answering() const = 0;
};

/// Takes over an accepted socket. @param ended called once, on the context's thread, with the socket closed.
/// @return shared with the work in flight, which keeps it until it has ended.
[[nodiscard]] std::shared_ptr<Connection> start_connection(boost::asio::io_context& context, ConnectionTerms& terms,
                                                           int socket, std::string peer_address,
                                                           std::function<void(Connection&)> ended);

}  // namespace kinote::http
