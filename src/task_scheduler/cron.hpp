#pragma once
// Times of the day, the month and the week as cron's five fields name them.

#include <cstdint>
#include <ctime>
#include <optional>
#include <string_view>

namespace kinote::task_scheduler {

/// Minute, hour, day of the month, month, day of the week (0 or 7: Sunday), on this site's clock. A field is `*`, or a
/// list of numbers and ranges with commas between them; `*` and ranges may have a step: `*/15`, `8-18/2`. Where both
/// days are restricted either suffices, as cron has it. A value.
class Cron {
public:
    /// @throws Error invalid, naming the field that is wrong.
    [[nodiscard]] static Cron from(std::string_view text);

    /// The first moment after that one which is named, UTC; absent where eight years have none. What the clock leaves
    /// out as it goes forward comes at the first minute behind that, and what it shows twice as it goes back comes the
    /// first time, unless every hour is named.
    [[nodiscard]] std::optional<std::int64_t> next(std::int64_t after_ms) const;

private:
    [[nodiscard]] bool names_day(const std::tm& local) const;
    [[nodiscard]] bool names(const std::tm& local) const;
    [[nodiscard]] bool names_one_between(std::tm before, std::tm behind) const;

    std::uint64_t minutes_ = 0;  // a bit each
    std::uint64_t hours_ = 0;
    std::uint64_t days_ = 0;
    std::uint64_t months_ = 0;
    std::uint64_t weekdays_ = 0;
    bool has_fixed_hours_ = false;
    bool restricts_days_ = false;
    bool restricts_weekdays_ = false;
};

}  // namespace kinote::task_scheduler
