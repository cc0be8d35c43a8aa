#include "http/worker_pool.hpp"

#include <algorithm>

namespace kinote::http {

WorkerPool::WorkerPool(unsigned threads) {
    threads_.reserve(threads);
    for (unsigned count = 0; count < std::max(threads, 1U); ++count) {
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
}

WorkerPool::~WorkerPool() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
}

void WorkerPool::run(Task task) {
    {
        const std::lock_guard lock{mutex_};
        tasks_.push_back(std::move(task));
    }
    waiting_.notify_one();
}

void WorkerPool::work(const std::stop_token& stop) {
    for (;;) {
        Task task;
        {
            std::unique_lock lock{mutex_};
            waiting_.wait(lock, stop, [this] { return !tasks_.empty(); });
            if (tasks_.empty()) return;
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        task();
    }
}

}  // namespace kinote::http
