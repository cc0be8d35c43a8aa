#include "dimse/connection_pool.hpp"

#include <utility>

namespace kinote::dimse {
namespace {

constexpr std::chrono::seconds idle_thread_lifetime{30};

}  // namespace

ConnectionPool::ConnectionPool(std::size_t maximum_threads, Work work)
    : maximum_threads_{maximum_threads}, work_{std::move(work)} {}

ConnectionPool::~ConnectionPool() {
    close();
    std::unique_lock lock{mutex_};
    thread_became_free_.wait(lock, [&] { return threads_.empty(); });
    Threads ended = std::move(ended_);
    lock.unlock();
    ended.clear();  // joins
}

bool ConnectionPool::serve(AcceptedConnection connection) {
    Threads ended;  // joined when the lock is gone
    std::unique_lock lock{mutex_};
    thread_became_free_.wait(lock, [&] { return is_closed_ || has_room(); });
    ended.splice(ended.begin(), ended_);
    if (is_closed_) return false;
    if (idle_ <= waiting_.size()) {
        const auto self = threads_.emplace(threads_.end());
        try {
            *self = std::jthread{[this, self] { run(self); }};
        } catch (...) {
            threads_.erase(self);
            throw;
        }
    }
    waiting_.push_back(std::move(connection));
    lock.unlock();
    work_came_.notify_one();
    return true;
}

void ConnectionPool::run(Threads::iterator self) {
    std::unique_lock lock{mutex_};
    while (true) {
        ++idle_;
        thread_became_free_.notify_all();
        work_came_.wait_for(lock, idle_thread_lifetime, [&] { return is_closed_ || !waiting_.empty(); });
        --idle_;
        if (waiting_.empty()) break;
        AcceptedConnection connection = std::move(waiting_.front());
        waiting_.pop_front();
        ++serving_;
        lock.unlock();
        work_(std::move(connection));
        lock.lock();
        --serving_;
    }
    ended_.splice(ended_.begin(), threads_, self);
    thread_became_free_.notify_all();
}

void ConnectionPool::close() {
    const std::lock_guard lock{mutex_};
    is_closed_ = true;
    waiting_.clear();
    work_came_.notify_all();
    thread_became_free_.notify_all();
}

bool ConnectionPool::wait_until_idle(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock{mutex_};
    return thread_became_free_.wait_until(lock, until, [&] { return serving_ == 0 && waiting_.empty(); });
}

}  // namespace kinote::dimse
