#include "http/server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "http/connection.hpp"
#include "http/host_list.hpp"
#include "http/worker_pool.hpp"

namespace kinote::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto as_tuple_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds pause_without_place{50};

std::string address_text(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

}  // namespace

/// The socket that listens, the connections, and both kinds of thread.
class Listener {
public:
    Listener(ServerOptions options, Application application, Admission admission);
    ~Listener();  // NOLINT(bugprone-exception-escape): where its thread cannot be joined, the program ends
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    void stop();

private:
    [[nodiscard]] std::uint16_t listen();
    void run();
    asio::awaitable<void> accept();
    void accept_waiting();
    void admit(int socket, std::string peer_address);
    void remove(Connection& connection);
    [[nodiscard]] bool has_place();
    void begin_drain();
    void break_off();
    void report_drained();

    // In this order: what is below uses what is above.
    const ServerOptions options_;
    const Application application_;
    const Admission admission_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_{context_};
    const std::uint16_t port_;
    const HostList hosts_;
    std::optional<WorkerPool> workers_;
    ConnectionTerms terms_;
    asio::steady_timer pause_{context_};
    asio::steady_timer drain_timer_{context_};
    std::unordered_set<Connection*> connections_;
    bool is_out_of_resources_ = false;  ///< the last newcomer could not be accepted

    std::mutex mutex_;
    std::condition_variable drained_;
    bool is_drained_ = false;  ///< guarded by mutex_

    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_;
    std::jthread thread_;
};

Listener::Listener(ServerOptions options, Application application, Admission admission)
    : options_{std::move(options)},
      application_{std::move(application)},
      admission_{std::move(admission)},
      port_{listen()},
      hosts_{options_.allowed_hosts, options_.address, port_},
      workers_{std::in_place, options_.threads},
      terms_{options_, application_, admission_, hosts_, *workers_},
      work_{context_.get_executor()} {
    asio::co_spawn(context_, accept(), [](const std::exception_ptr&) {});
    thread_ = std::jthread{[this] { run(); }};
}

// Handlers end first: what they hand back is still taken by the connections' thread.
Listener::~Listener() {  // NOLINT(bugprone-exception-escape)
    stop();
    workers_.reset();
    work_.reset();
    thread_.join();
}

std::uint16_t Listener::listen() {
    error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
        throw base::Error{
            base::ErrorKind::invalid,
            fmt::format("'{}' is no address to listen on: give an IPv4 or IPv6 address", options_.address)};
    }
    const tcp::endpoint endpoint{address, options_.port};
    try {
        acceptor_.open(endpoint.protocol());
        fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
        acceptor_.set_option(tcp::acceptor::reuse_address{true});
        if (address.is_v6()) acceptor_.set_option(asio::ip::v6_only{false});
        acceptor_.bind(endpoint);
        acceptor_.native_non_blocking(true);
        acceptor_.listen(tcp::acceptor::max_listen_connections);
        return acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& failure) {
        throw base::Error{base::ErrorKind::unavailable, fmt::format("cannot listen on {} port {}: {}", options_.address,
                                                                    options_.port, failure.code().message())};
    }
}

void Listener::run() {
    while (true) {
        try {
            context_.run();
            return;
        } catch (...) {
            base::log::error("the HTTP server goes on after a fault", {{"reason", base::current_error().what()}});
        }
    }
}

asio::awaitable<void> Listener::accept() {
    while (acceptor_.is_open()) {
        co_await acceptor_.async_wait(tcp::acceptor::wait_read, as_tuple_result);
        try {
            if (acceptor_.is_open()) accept_waiting();
        } catch (...) {
            is_out_of_resources_ = true;
            base::log::warn("an HTTP connection could not be taken", {{"reason", base::current_error().what()}});
        }
        // Without a place newcomers wait in the kernel's queue; so they do while the process has no file descriptors.
        while (acceptor_.is_open() && (std::exchange(is_out_of_resources_, false) || !has_place())) {
            pause_.expires_after(pause_without_place);
            co_await pause_.async_wait(as_tuple_result);
        }
    }
}

void Listener::accept_waiting() {
    while (has_place()) {
        tcp::endpoint peer;
        auto size = static_cast<socklen_t>(peer.capacity());
        const int socket = accept4(acceptor_.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            peer.resize(size);
            admit(socket, address_text(peer.address()));
        } else if (errno != ECONNABORTED && errno != EINTR) {
            is_out_of_resources_ = errno != EAGAIN;
            return;
        }
    }
}

void Listener::admit(int socket, std::string peer_address) {
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const auto connection = start_connection(context_, terms_, socket, std::move(peer_address),
                                             [this](Connection& ended) { remove(ended); });
    connections_.insert(connection.get());
}

void Listener::remove(Connection& connection) {
    connections_.erase(&connection);
    pause_.cancel();
    if (terms_.is_draining && connections_.empty()) report_drained();
}

// Whether another connection may come; the one that has idled longest goes for it.
bool Listener::has_place() {
    if (connections_.size() < options_.max_connections) return true;
    Connection* idlest = nullptr;
    for (Connection* connection : connections_) {
        if (!connection->idle_since()) continue;
        if (idlest == nullptr || *connection->idle_since() < *idlest->idle_since()) idlest = connection;
    }
    if (idlest != nullptr) idlest->close();
    return false;
}

void Listener::stop() {
    asio::post(context_, [this] { begin_drain(); });
    std::unique_lock lock{mutex_};
    drained_.wait(lock, [this] { return is_drained_; });
}

void Listener::begin_drain() {
    if (std::exchange(terms_.is_draining, true)) return;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (Connection* connection : connections_) {
        if (!connection->is_answering()) connection->close();
    }
    if (connections_.empty()) return report_drained();
    drain_timer_.expires_after(options_.drain_timeout);
    drain_timer_.async_wait([this](error_code error) {
        if (!error) break_off();
    });
}

void Listener::break_off() {
    for (Connection* connection : connections_) connection->close();
    report_drained();
}

void Listener::report_drained() {
    drain_timer_.cancel();
    const std::lock_guard lock{mutex_};
    is_drained_ = true;
    drained_.notify_all();
}

Server::Server(ServerOptions options, Application application, Admission admission)
    : listener_{std::make_unique<Listener>(std::move(options), std::move(application), std::move(admission))} {}
Server::~Server() = default;
std::uint16_t Server::port() const noexcept { return listener_->port(); }
void Server::stop() { listener_->stop(); }

Headers ServerOptions::security_headers() {
    Headers headers;
    headers.add("X-Content-Type-Options", "nosniff");
    headers.add(
        "Content-Security-Policy",
        // The viewer's decoders are WebAssembly, and the browser itself decodes JPEG for it from data: addresses.
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'");
    headers.add("Referrer-Policy", "no-referrer");
    return headers;
}

}  // namespace kinote::http
