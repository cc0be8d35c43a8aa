#pragma once
// Time as the rooms ask for it, so that tests can set it.

#include <atomic>
#include <cstdint>
#include <string>

namespace kinote::base {

/// Any thread.
class Clock {
public:
    virtual ~Clock() = default;

    /// UTC, milliseconds since 1970-01-01T00:00:00Z.
    [[nodiscard]] virtual std::int64_t now_ms() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] std::int64_t now_ms() const override;
};

/// A clock that stands still until it is moved.
class SettableClock final : public Clock {
public:
    explicit SettableClock(std::int64_t now_ms) : now_ms_{now_ms} {}

    [[nodiscard]] std::int64_t now_ms() const override { return now_ms_; }
    void advance(std::int64_t milliseconds) { now_ms_ += milliseconds; }

private:
    std::atomic<std::int64_t> now_ms_;
};

/// "2026-03-01T12:34:56.789Z" for 1772368496789.
[[nodiscard]] std::string iso_8601(std::int64_t utc_ms);

}  // namespace kinote::base
