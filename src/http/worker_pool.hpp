#pragma once
// The threads on which handlers run.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace kinote::http {

/// Runs tasks in the order in which they came. The destructor runs what is queued and waits for it.
class WorkerPool {
public:
    using Task = std::function<void()>;

    explicit WorkerPool(unsigned threads);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Any thread. @param task must not throw.
    void run(Task task);

private:
    void work(const std::stop_token& stop);

    std::mutex mutex_;
    std::condition_variable_any waiting_;
    std::deque<Task> tasks_;
    std::vector<std::jthread> threads_;
};

}  // namespace kinote::http
