#include "jobs/wake_up.hpp"

namespace kinote::jobs {

void WakeUp::notify() {
    {
        const std::lock_guard lock{mutex_};
        ++count_;
    }
    changed_.notify_all();
}

std::uint64_t WakeUp::mark() {
    const std::lock_guard lock{mutex_};
    return count_;
}

void WakeUp::wait(std::uint64_t mark, std::chrono::milliseconds at_most, const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, stop, at_most, [&] { return count_ != mark; });
}

}  // namespace kinote::jobs
