#include "task_scheduler/schedule.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/error.hpp"
#include "jobs/allowed_hours.hpp"

namespace kinote::task_scheduler {
namespace {

constexpr std::int64_t second_ms = 1'000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t day_ms = std::int64_t{24} * 60 * minute_ms;
constexpr std::int64_t longest_ms = 36'500 * day_ms;
constexpr std::string_view every_word = "every ";

struct Unit {
    char letter;
    std::int64_t ms;
};
constexpr std::array units{Unit{'d', day_ms}, Unit{'h', 60 * minute_ms}, Unit{'m', minute_ms}, Unit{'s', second_ms}};

std::int64_t interval_from(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc{} && end + 1 == text.data() + text.size() && number > 0) {
        for (const Unit& unit : units) {
            if (unit.letter == *end && number <= longest_ms / unit.ms) return number * unit.ms;
        }
    }
    throw base::Error{
        base::ErrorKind::invalid,
        fmt::format("schedule: 'every {}' is no interval: it must be from 1s to 36500d, as 60s, 5m, 1h or 1d", text)};
}

bool is_allowed(std::string_view hours, std::int64_t at_ms) {
    return jobs::is_allowed_hour(hours, jobs::minute_of_day(at_ms));
}

// The hours leave no day out but where the clock is changed.
std::int64_t begin_of_hours(std::string_view hours, std::int64_t at_ms) {
    const std::int64_t end = at_ms + 3 * day_ms;
    while (at_ms < end && !is_allowed(hours, at_ms)) at_ms = (at_ms / minute_ms + 1) * minute_ms;
    return at_ms;
}

}  // namespace

Schedule Schedule::from(std::string_view text) {
    if (text.starts_with(every_word)) return every(interval_from(text.substr(every_word.size())));
    return Schedule{Cron::from(text)};
}

Schedule Schedule::every(std::int64_t interval_ms) { return Schedule{interval_ms}; }

std::optional<std::int64_t> Schedule::next(std::int64_t after_ms) const {
    if (const auto* interval = std::get_if<std::int64_t>(&times_)) return after_ms + *interval;
    return std::get<Cron>(times_).next(after_ms);
}

std::optional<std::int64_t> Schedule::next_within(std::string_view allowed_hours, std::int64_t after_ms) const {
    constexpr std::int64_t horizon_ms = std::int64_t{8} * 366 * day_ms;
    std::optional<std::int64_t> at_ms = next(after_ms);
    if (at_ms && std::holds_alternative<std::int64_t>(times_)) return begin_of_hours(allowed_hours, *at_ms);
    while (at_ms && !is_allowed(allowed_hours, *at_ms)) {
        at_ms = next(*at_ms);
        if (at_ms && *at_ms > after_ms + horizon_ms) return std::nullopt;
    }
    return at_ms;
}

std::string interval_text(std::int64_t interval_ms) {
    for (const Unit& unit : units) {
        if (interval_ms >= unit.ms && interval_ms % unit.ms == 0) {
            return fmt::format("{}{}{}", every_word, interval_ms / unit.ms, unit.letter);
        }
    }
    return fmt::format("{}{}ms", every_word, interval_ms);
}

}  // namespace kinote::task_scheduler
