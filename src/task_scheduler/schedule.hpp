#pragma once
// When a task is to run: every so often, or at times that cron's five fields name, and within which hours.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "task_scheduler/cron.hpp"

namespace kinote::task_scheduler {

/// A value.
class Schedule {
public:
    /// "every 60s", "every 5m", "every 1h", "every 1d", or five fields as Cron takes them.
    /// @throws Error invalid, naming schedule and what it must be.
    [[nodiscard]] static Schedule from(std::string_view text);
    [[nodiscard]] static Schedule every(std::int64_t interval_ms);

    /// The first time after that one, UTC milliseconds; absent where there is none.
    [[nodiscard]] std::optional<std::int64_t> next(std::int64_t after_ms) const;
    /// The same within the hours, which are as jobs::are_allowed_hours() takes them. One that comes every so often
    /// waits for their begin; times that lie outside them are left out.
    [[nodiscard]] std::optional<std::int64_t> next_within(std::string_view allowed_hours, std::int64_t after_ms) const;

private:
    explicit Schedule(std::variant<std::int64_t, Cron> times) : times_{times} {}

    std::variant<std::int64_t, Cron> times_;  // an interval in milliseconds, or times
};

/// An interval as a person writes it: "every 5m".
[[nodiscard]] std::string interval_text(std::int64_t interval_ms);

}  // namespace kinote::task_scheduler
