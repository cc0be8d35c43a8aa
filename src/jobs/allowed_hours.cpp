#include "jobs/allowed_hours.hpp"

#include <charconv>
#include <ctime>
#include <optional>

namespace kinote::jobs {
namespace {

struct Hours {
    int from = 0;
    int until = 0;
};

std::optional<int> minute_from(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    int hour = 0;
    int minute = 0;
    const auto [hour_end, hour_failure] = std::from_chars(text.data(), text.data() + 2, hour);
    const auto [minute_end, minute_failure] = std::from_chars(text.data() + 3, text.data() + 5, minute);
    const bool is_whole = hour_failure == std::errc{} && hour_end == text.data() + 2 && minute_failure == std::errc{} &&
                          minute_end == text.data() + 5;
    if (!is_whole || hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
    return hour * 60 + minute;
}

std::optional<Hours> hours_from(std::string_view text) {
    if (text.size() != 11 || text[5] != '-') return std::nullopt;
    const auto from = minute_from(text.substr(0, 5));
    const auto until = minute_from(text.substr(6));
    if (!from || !until || *from == *until) return std::nullopt;
    return Hours{*from, *until};
}

}  // namespace

bool are_allowed_hours(std::string_view text) { return text.empty() || hours_from(text).has_value(); }

bool is_allowed_hour(std::string_view allowed_hours, int minute) {
    const auto hours = hours_from(allowed_hours);
    if (!hours) return true;
    const bool is_over_midnight = hours->from > hours->until;
    return is_over_midnight ? minute >= hours->from || minute < hours->until
                            : minute >= hours->from && minute < hours->until;
}

int minute_of_day(std::int64_t utc_ms) {
    const std::time_t seconds = utc_ms / 1'000;
    std::tm local{};
    if (::localtime_r(&seconds, &local) == nullptr) return 0;
    return local.tm_hour * 60 + local.tm_min;
}

}  // namespace kinote::jobs
