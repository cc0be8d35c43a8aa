#pragma once
// Whether and when a job that failed is tried again.

#include <cstdint>
#include <optional>

#include "base/error.hpp"

namespace kinote::jobs {

enum class RetryMode {
    none,       ///< every failure goes to Error
    manual,     ///< a person decides: Error
    automatic,  ///< causes that can pass are tried again
};

/// Between automatic attempts: with less, what failed would be tried again at once.
inline constexpr std::int64_t shortest_automatic_ms = 1'000;

/// Of one queue.
struct RetryPolicy {
    RetryMode mode = RetryMode::automatic;
    std::int64_t interval_ms = 5'000;              ///< before the second attempt; doubled for each further one
    std::int64_t longest_interval_ms = 3'600'000;  ///< where doubling ends
    std::int64_t most_attempts = 10;

    /// When the job is to run again: for a cause that can pass, and before the attempts are used up.
    /// @param attempts  made so far, the failed one included.
    [[nodiscard]] std::optional<std::int64_t> retry_at(base::ErrorKind cause, std::int64_t attempts,
                                                       std::int64_t now_ms) const;
};

}  // namespace kinote::jobs
