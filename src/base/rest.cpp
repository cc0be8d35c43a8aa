#include "base/rest.hpp"

#include <condition_variable>
#include <mutex>

namespace kinote::base {

void rest(const std::stop_token& stop, std::chrono::steady_clock::duration time) {
    std::mutex mutex;
    std::unique_lock lock{mutex};
    std::condition_variable_any pause;
    pause.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace kinote::base
