#pragma once
// Tells sleeping workers of this process that there is something to do. A wake-up that is lost costs only the time to
// the next poll.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace kinote::jobs {

/// Any thread.
class WakeUp {
public:
    void notify();

    /// A mark of what has been notified so far, to be taken before looking for work.
    [[nodiscard]] std::uint64_t mark();
    /// Returns once something was notified after the mark, the time is over, or a stop is asked for.
    void wait(std::uint64_t mark, std::chrono::milliseconds at_most, const std::stop_token& stop);

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::uint64_t count_ = 0;
};

}  // namespace kinote::jobs
