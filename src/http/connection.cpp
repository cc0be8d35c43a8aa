#include "http/connection.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "http/answer.hpp"
#include "http/body_sink.hpp"
#include "http/receive_buffer.hpp"
#include "http/request_parser.hpp"
#include "http/socket_output.hpp"

namespace kinote::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

namespace {

// Everything runs on one context: naming its executor spares the type-erased one's allocations.
using Executor = asio::io_context::executor_type;
template <typename Result>
using Coroutine = asio::awaitable<Result, Executor>;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

// Each co_await stands in a statement of its own: g++ 12 makes wrong code of some inside conditions.
constexpr asio::use_awaitable_t<Executor> awaited;
constexpr auto as_result = asio::as_tuple(awaited);
constexpr std::uint64_t bytes_within_write_timeout = 64UL * 1024UL;
/// How long what a client still sends is taken in after the last answer, so that it can read the answer: closing with
/// unread bytes resets the connection.
constexpr milliseconds linger_timeout{2000};

Response slowness() {
    return error_response(Status::request_timeout, "request_timeout", "the request came too slowly");
}

// False where the source threw, which is logged.
bool take_next(const BodySource& source, std::optional<BodyPiece>& piece) {
    try {
        piece = source();
        return true;
    } catch (...) {
        base::log::warn("an answer is broken off", {{"reason", base::current_error().what()}});
        return false;
    }
}

class SocketConnection final : public Connection, public std::enable_shared_from_this<SocketConnection> {
public:
    SocketConnection(ConnectionTerms& terms, Socket socket, std::string peer)
        : terms_{terms},
          socket_{std::move(socket)},
          timer_{socket_.get_executor()},
          rest_timer_{socket_.get_executor()},
          peer_{std::move(peer)} {}

    /// Ends when the connection is closed. The connection must outlive it.
    Coroutine<void> serve();

    void close() override {
        error_code ignored;
        socket_.close(ignored);
        timer_.cancel();
        rest_timer_.cancel();
    }

    [[nodiscard]] std::optional<SteadyClock::time_point> idle_since() const override { return idle_since_; }
    [[nodiscard]] bool is_answering() const override { return is_answering_; }

private:
    Coroutine<bool> serve_request();
    Coroutine<bool> read_head(RequestParser& parser);
    Coroutine<bool> read_body(RequestParser& parser);
    Coroutine<bool> give_to_sink(RequestParser& parser);
    Coroutine<bool> receive(bool is_bulk);
    Coroutine<void> refuse(Response response);
    Coroutine<bool> send(Answer& answer);
    Coroutine<bool> take_more(Answer& answer, std::optional<BodyPiece>& piece);
    Coroutine<bool> transmit(SocketOutput& output);
    Coroutine<void> run_on_worker(WorkerPool::Task task);
    Coroutine<void> linger();

    RequestParser::State advance(RequestParser& parser) {
        buffer_.drop(parser.consume(buffer_.unread()));
        return parser.state();
    }

    void expire_after(milliseconds timeout);
    void never_expire() { deadline_ = SteadyClock::time_point::max(); }
    void start_timer();
    void reset();

    ConnectionTerms& terms_;
    Socket socket_;
    Timer timer_;
    Timer rest_timer_;
    const std::string peer_;
    ReceiveBuffer buffer_;
    SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
    bool timer_runs_ = false;
    bool is_expired_ = false;
    bool is_refused_ = false;
    bool is_answering_ = false;
    std::optional<SteadyClock::time_point> idle_since_;
};

Coroutine<void> SocketConnection::serve() {
    bool goes_on = true;
    while (goes_on) {
        goes_on = co_await serve_request();
        buffer_.shrink();
    }
    error_code error;
    if (is_refused_ || socket_.available(error) > 0) co_await linger();
    close();
}

Coroutine<bool> SocketConnection::serve_request() {
    const ServerOptions& options = terms_.options;
    is_answering_ = false;
    RequestParser parser{{options.max_header_bytes, options.max_body_bytes}};
    bool is_read = co_await read_head(parser);
    if (!is_read) co_return false;
    if (parser.state() != RequestParser::State::refused && !terms_.hosts.allows(parser.host())) {
        co_await refuse(error_response(
            Status::misdirected_request, "misdirected_request",
            "this server does not answer to the name in the Host header; its allowed hosts say to which"));
        co_return false;
    }
    Request& request = parser.request();
    request.peer_address = peer_;
    if (parser.state() == RequestParser::State::body && terms_.admission) {
        never_expire();
        std::optional<Response> refusal;
        co_await run_on_worker([&] { refusal = refusal_of(terms_.admission, request); });
        if (refusal) {
            co_await refuse(*std::move(refusal));
            co_return false;
        }
    }
    if (parser.state() == RequestParser::State::body) is_read = co_await read_body(parser);
    if (!is_read) co_return false;
    if (parser.state() == RequestParser::State::refused) {
        co_await refuse(parser.refusal());
        co_return false;
    }
    never_expire();
    is_answering_ = true;

    const AnswerFrame frame{parser.keeps_alive() && !terms_.is_draining, parser.takes_chunks(),
                            request.method == Method::head};
    Answer answer;
    co_await run_on_worker([&] { answer = make_answer(terms_.application, request, options.default_headers, frame); });
    const bool is_sent = co_await send(answer);
    co_return is_sent&& answer.keeps_alive && !terms_.is_draining;
}

// False: no request came, and what is to be said to that has been said.
Coroutine<bool> SocketConnection::read_head(RequestParser& parser) {
    bool is_idle = buffer_.unread().empty();
    if (is_idle) idle_since_ = SteadyClock::now();
    expire_after(is_idle ? terms_.options.idle_timeout : terms_.options.header_timeout);
    while (advance(parser) == RequestParser::State::head) {
        const bool is_received = co_await receive(false);
        idle_since_.reset();
        if (!is_received) {
            if (is_idle) close();
            if (is_expired_ && !is_idle) co_await refuse(slowness());
            co_return false;
        }
        if (std::exchange(is_idle, false)) expire_after(terms_.options.header_timeout);
    }
    idle_since_.reset();
    co_return true;
}

// False as for read_head.
Coroutine<bool> SocketConnection::read_body(RequestParser& parser) {
    expire_after(terms_.options.body_timeout);
    if (parser.request().sink) parser.stream_body();
    const bool has_come = !buffer_.unread().empty();
    if (!has_come && advance(parser) == RequestParser::State::refused) co_return true;  // it says that it is too long
    if (parser.expects_continue() && !has_come) {
        SocketOutput invitation{"HTTP/1.1 100 Continue\r\n\r\n", std::string{}};
        const bool is_sent = co_await transmit(invitation);
        if (!is_sent) co_return false;
        expire_after(terms_.options.body_timeout);
    }
    while (true) {
        const RequestParser::State state = advance(parser);
        if (parser.request().sink && state != RequestParser::State::refused) {
            const bool is_taken = co_await give_to_sink(parser);
            if (!is_taken) co_return false;
        }
        if (state != RequestParser::State::body) co_return true;
        const bool is_received = co_await receive(true);
        if (is_received) continue;
        if (is_expired_) co_await refuse(slowness());
        co_return false;
    }
}

// False: the sink takes no more, and that has been said.
Coroutine<bool> SocketConnection::give_to_sink(RequestParser& parser) {
    const std::string bytes = parser.take_body();
    if (bytes.empty()) co_return true;
    never_expire();
    std::optional<Response> refusal;
    const Admission taking = [&bytes](Request& request) -> std::optional<Response> {
        request.sink->add(std::as_bytes(std::span{bytes}));
        return std::nullopt;
    };
    co_await run_on_worker([&] { refusal = refusal_of(taking, parser.request()); });
    if (refusal) {
        co_await refuse(*std::move(refusal));
        co_return false;
    }
    expire_after(terms_.options.body_timeout);
    co_return true;
}

// False: the connection has ended, or its time is over.
Coroutine<bool> SocketConnection::receive(bool is_bulk) {
    const std::span<char> room = buffer_.room(is_bulk);
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(room.data(), room.size()), as_result);
    if (error || is_expired_) co_return false;
    buffer_.add(count);
    co_return true;
}

// The connection cannot go on after it: where the next request would begin is not known.
Coroutine<void> SocketConnection::refuse(Response response) {
    is_refused_ = true;
    is_answering_ = true;
    is_expired_ = false;
    Answer answer = frame_response(std::move(response), terms_.options.default_headers, {.keeps_alive = false});
    co_await send(answer);
}

// False: the client has not got all of it.
Coroutine<bool> SocketConnection::send(Answer& answer) {
    std::string before = std::move(answer.head);
    std::optional<BodyPiece> piece = std::move(answer.piece);
    while (true) {
        const bool is_chunk = answer.is_chunked && piece && length_of(*piece) > 0;
        if (is_chunk) before += fmt::format("{:x}\r\n", length_of(*piece));
        const bool is_end = !piece || !answer.more;
        if (is_end && !piece && answer.is_chunked) before += "0\r\n\r\n";
        BodyPiece going = piece ? *std::exchange(piece, std::nullopt) : BodyPiece{};
        SocketOutput output{std::move(before), std::move(going), is_chunk ? "\r\n" : ""};
        const bool is_sent = co_await transmit(output);
        if (!is_sent) co_return false;
        if (is_end) co_return true;
        before.clear();
        const bool is_taken = co_await take_more(answer, piece);
        if (!is_taken) co_return false;
    }
}

// False where the source failed. After an empty piece of an answer that rests it is asked again.
Coroutine<bool> SocketConnection::take_more(Answer& answer, std::optional<BodyPiece>& piece) {
    while (true) {
        bool is_taken = false;
        co_await run_on_worker([&] { is_taken = take_next(answer.more, piece); });
        if (!is_taken) {
            reset();
            co_return false;
        }
        const bool is_silent = answer.rest.count() > 0 && piece && length_of(*piece) == 0;
        if (!is_silent) co_return true;
        rest_timer_.expires_after(answer.rest);
        co_await rest_timer_.async_wait(as_result);
        if (terms_.is_draining || !socket_.is_open()) {
            piece.reset();
            co_return true;
        }
    }
}

// False: the connection is broken, or its time is over.
Coroutine<bool> SocketConnection::transmit(SocketOutput& output) {
    std::uint64_t timed_from = 0;
    bool is_timed = false;
    while (socket_.is_open() && !is_expired_) {
        switch (output.send(socket_.native_handle())) {
            case SocketOutput::Progress::done: never_expire(); co_return true;
            case SocketOutput::Progress::broken: co_return false;
            case SocketOutput::Progress::turn: co_await asio::post(socket_.get_executor(), awaited); break;
            case SocketOutput::Progress::blocked:
                if (!is_timed || output.sent() - timed_from >= bytes_within_write_timeout) {
                    is_timed = true;
                    timed_from = output.sent();
                    expire_after(terms_.options.write_timeout);
                }
                co_await socket_.async_wait(Socket::wait_write, as_result);
                break;
        }
    }
    co_return false;
}

Coroutine<void> SocketConnection::run_on_worker(WorkerPool::Task task) {
    const auto start = [this, &task](auto handler) {
        // Shared, because a task must be copyable; the worker and this thread let go of it in either order.
        auto resume = std::make_shared<decltype(handler)>(std::move(handler));
        terms_.workers.run([task = std::move(task), resume, executor = socket_.get_executor()] {
            task();
            asio::post(executor, [resume] { std::move (*resume)(); });
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(start, awaited);
}

Coroutine<void> SocketConnection::linger() {
    error_code error;
    socket_.shutdown(Socket::shutdown_send, error);
    if (error) co_return;
    expire_after(linger_timeout);
    bool goes_on = true;
    while (goes_on) {
        buffer_.drop(buffer_.unread().size());
        goes_on = co_await receive(true);
    }
}

void SocketConnection::expire_after(milliseconds timeout) {
    deadline_ = SteadyClock::now() + timeout;
    if (!timer_runs_ || timer_.expiry() > deadline_) start_timer();
}

// A deadline that moves back costs nothing: the timer finds that when it ends, and runs on.
void SocketConnection::start_timer() {
    timer_.expires_at(deadline_);
    timer_runs_ = true;
    timer_.async_wait([this, alive = weak_from_this()](error_code error) {
        const auto self = alive.lock();
        if (error || !self) return;
        timer_runs_ = false;
        if (deadline_ == SteadyClock::time_point::max()) return;
        if (SteadyClock::now() < deadline_) return start_timer();
        is_expired_ = true;
        error_code ignored;
        socket_.cancel(ignored);
    });
}

/// Closes so that the client sees a broken connection, not the end of a whole answer.
void SocketConnection::reset() {
    error_code ignored;
    socket_.set_option(Socket::linger{true, 0}, ignored);
    close();
}

}  // namespace

std::shared_ptr<Connection> start_connection(asio::io_context& context, ConnectionTerms& terms, int socket,
                                             std::string peer_address, std::function<void(Connection&)> ended) {
    // The protocol is only asked for when opening or binding, which the socket has behind it.
    auto connection = std::make_shared<SocketConnection>(terms, Socket{context.get_executor(), tcp::v4(), socket},
                                                         std::move(peer_address));
    const auto end = [connection, ended = std::move(ended)](const std::exception_ptr& failure) {
        if (failure) base::log::error("an HTTP connection ended by a fault");
        connection->close();
        ended(*connection);
    };
    // Posted, so that it does not end before the caller knows it.
    asio::post(context,
               [&context, connection, end] { asio::co_spawn(context.get_executor(), connection->serve(), end); });
    return connection;
}

}  // namespace kinote::http
