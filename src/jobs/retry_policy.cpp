#include "jobs/retry_policy.hpp"

#include <algorithm>

namespace kinote::jobs {

std::optional<std::int64_t> RetryPolicy::retry_at(base::ErrorKind cause, std::int64_t attempts,
                                                  std::int64_t now_ms) const {
    if (mode != RetryMode::automatic || cause != base::ErrorKind::unavailable || attempts >= most_attempts) {
        return std::nullopt;
    }
    const std::int64_t doublings = std::min<std::int64_t>(std::max<std::int64_t>(attempts - 1, 0), 30);
    return now_ms + std::min(interval_ms << doublings, longest_interval_ms);
}

}  // namespace kinote::jobs
