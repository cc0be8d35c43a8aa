#include "legacy_migration/posix_time_rule.hpp"

#include <charconv>
#include <chrono>

namespace kinote::legacy_migration {
namespace {

constexpr std::int32_t seconds_of_hour = 3600;
constexpr std::int64_t seconds_of_day = 86'400;

// A reader of the rule's text; every step says whether it succeeded.
class RuleText {
public:
    explicit RuleText(std::string_view text) : rest_{text} {}

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    bool take(char character) {
        if (rest_.empty() || rest_.front() != character) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // "CET" or "<+0330>": what clocks are called is of no use here.
    bool take_name() {
        if (take('<')) {
            const std::size_t end = rest_.find('>');
            if (end == std::string_view::npos) return false;
            rest_.remove_prefix(end + 1);
            return true;
        }
        std::size_t length = 0;
        while (length < rest_.size() && is_letter(rest_[length])) ++length;
        rest_.remove_prefix(length);
        return length >= 3;
    }
    std::optional<std::int32_t> take_number() {
        std::int32_t number = 0;
        const auto [end, failure] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
        if (failure != std::errc{} || number < 0 || number > 366) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return number;
    }
    // [+-]hh[:mm[:ss]] in seconds
    std::optional<std::int32_t> take_time() {
        const bool is_negative = take('-');
        if (!is_negative) take('+');
        std::int32_t seconds = 0;
        std::int32_t unit = seconds_of_hour;
        do {
            const auto number = take_number();
            if (!number || *number > 167) return std::nullopt;
            seconds += *number * unit;
            unit /= 60;
        } while (unit > 0 && take(':'));
        return is_negative ? -seconds : seconds;
    }
    std::optional<PosixTimeRule::Date> take_date() {
        PosixTimeRule::Date date;
        std::optional<std::int32_t> day;
        if (take('M')) {
            const auto month = take_number();
            const auto week = take('.') ? take_number() : std::nullopt;
            day = take('.') ? take_number() : std::nullopt;
            if (!month || !week || *month < 1 || *month > 12 || *week < 1 || *week > 5 || day.value_or(7) > 6) {
                return std::nullopt;
            }
            date.month = *month;
            date.week = *week;
        } else {
            date.kind =
                take('J') ? PosixTimeRule::Date::Kind::day_without_leap : PosixTimeRule::Date::Kind::day_with_leap;
            day = take_number();
        }
        if (!day) return std::nullopt;
        date.day = *day;
        if (take('/')) {
            const auto time = take_time();
            if (!time) return std::nullopt;
            date.seconds = *time;
        }
        return date;
    }

private:
    static bool is_letter(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }
    std::string_view rest_;
};

bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// The local second at which the date's time comes in a year.
std::int64_t local_second(const PosixTimeRule::Date& date, std::int64_t year) {
    std::int64_t day = 0;
    switch (date.kind) {
        case PosixTimeRule::Date::Kind::month_week_day: {
            const std::int64_t first = days_from_civil(year, date.month, 1);
            const std::int64_t weekday = ((first + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
            day = first + (date.day - weekday + 7) % 7 + std::int64_t{7} * (date.week - 1);
            const std::int64_t next_month =
                date.month == 12 ? days_from_civil(year + 1, 1, 1) : days_from_civil(year, date.month + 1, 1);
            if (day >= next_month) day -= 7;
            break;
        }
        case PosixTimeRule::Date::Kind::day_without_leap:
            day = days_from_civil(year, 1, 1) + date.day - 1 + (is_leap(year) && date.day > 59 ? 1 : 0);
            break;
        case PosixTimeRule::Date::Kind::day_with_leap: day = days_from_civil(year, 1, 1) + date.day; break;
    }
    return day * seconds_of_day + date.seconds;
}

}  // namespace

std::int64_t days_from_civil(std::int64_t year, std::int32_t month, std::int32_t day) {
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

std::int64_t year_of_day(std::int64_t days) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    return static_cast<int>(date.year());
}

std::int32_t PosixTimeRule::offset_at(std::int64_t utc) const {
    if (!summer_begins) return standard_offset;
    const std::int64_t local = utc + standard_offset;
    const std::int64_t year =
        year_of_day(local >= 0 ? local / seconds_of_day : -((-local + seconds_of_day - 1) / seconds_of_day));
    const std::int64_t begins = local_second(*summer_begins, year) - standard_offset;
    const std::int64_t ends = local_second(summer_ends, year) - summer_offset;
    const bool is_summer = begins < ends ? utc >= begins && utc < ends : utc < ends || utc >= begins;
    return is_summer ? summer_offset : standard_offset;
}

std::optional<PosixTimeRule> parse_posix_time_rule(std::string_view text) {
    RuleText reader{text};
    if (!reader.take_name()) return std::nullopt;
    const auto standard = reader.take_time();
    if (!standard) return std::nullopt;
    PosixTimeRule rule;
    rule.standard_offset = -*standard;  // POSIX counts west of Greenwich
    if (reader.is_at_end()) return rule;
    if (!reader.take_name()) return std::nullopt;
    rule.summer_offset = rule.standard_offset + seconds_of_hour;
    if (!reader.take(',')) {
        const auto summer = reader.take_time();
        if (!summer || !reader.take(',')) return std::nullopt;
        rule.summer_offset = -*summer;
    }
    rule.summer_begins = reader.take_date();
    const auto ends = reader.take(',') ? reader.take_date() : std::nullopt;
    if (!rule.summer_begins || !ends || !reader.is_at_end()) return std::nullopt;
    rule.summer_ends = *ends;
    return rule;
}

}  // namespace kinote::legacy_migration
