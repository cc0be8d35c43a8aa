#pragma once
// Threads that serve connections: as many as there are connections, up to a limit, and few when it is quiet.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "dimse/socket.hpp"

namespace kinote::dimse {

/// Any thread, but not from within the work.
class ConnectionPool {
public:
    /// Serves one connection to its end, on a thread of the pool. Must not throw.
    using Work = std::function<void(AcceptedConnection)>;

    ConnectionPool(std::size_t maximum_threads, Work work);
    /// close(), then waits for what is being served.
    ~ConnectionPool();
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    /// Waits until a thread is free. @return false, and drops it, where the pool is closed or closes meanwhile.
    /// @throws std::system_error where no thread can be started; the connection is dropped.
    bool serve(AcceptedConnection connection);

    /// Serves no more connections; drops those that wait.
    void close();
    /// @return whether nothing is being served any more before that time.
    [[nodiscard]] bool wait_until_idle(std::chrono::steady_clock::time_point until);

private:
    using Threads = std::list<std::jthread>;

    void run(Threads::iterator self);
    [[nodiscard]] bool has_room() const { return idle_ > waiting_.size() || threads_.size() < maximum_threads_; }

    const std::size_t maximum_threads_;
    const Work work_;

    std::mutex mutex_;  // guards what follows
    std::condition_variable work_came_;
    std::condition_variable thread_became_free_;
    bool is_closed_ = false;
    std::size_t idle_ = 0;
    std::size_t serving_ = 0;
    std::deque<AcceptedConnection> waiting_;
    Threads threads_;
    Threads ended_;  ///< to be joined
};

}  // namespace kinote::dimse
