#include "task_scheduler/cron.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/error.hpp"

namespace kinote::task_scheduler {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::time_t minute_s = 60;
constexpr std::time_t horizon_s = std::time_t{8} * 366 * 24 * 60 * minute_s;  // 29 February after 1896 and 2096

struct Field {
    std::string_view name;
    unsigned least;
    unsigned most;
};
constexpr std::array fields{Field{"minute", 0, 59}, Field{"hour", 0, 23}, Field{"day of the month", 1, 31},
                            Field{"month", 1, 12}, Field{"day of the week", 0, 7}};

bool has_bit(std::uint64_t bits, int number) { return (bits >> static_cast<unsigned>(number) & 1U) != 0; }

[[noreturn]] void refuse(const Field& field, std::string_view text) {
    throw Error{ErrorKind::invalid,
                fmt::format("schedule: the {} '{}' is none: *, or numbers from {} to {} as 5, 1-5, */2 or 1,3,5-9/2",
                            field.name, text, field.least, field.most)};
}

unsigned number_from(std::string_view text, const Field& field, std::string_view whole) {
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) refuse(field, whole);
    return number;
}

std::uint64_t bits_of_range(std::string_view text, const Field& field, std::string_view whole) {
    const std::size_t slash = text.find('/');
    const std::string_view range = text.substr(0, slash);
    const unsigned step = slash == std::string_view::npos ? 1 : number_from(text.substr(slash + 1), field, whole);
    unsigned from = field.least;
    unsigned until = field.most;
    if (range != "*") {
        const std::size_t dash = range.find('-');
        from = number_from(range.substr(0, dash), field, whole);
        until = dash == std::string_view::npos ? from : number_from(range.substr(dash + 1), field, whole);
        if (slash != std::string_view::npos && dash == std::string_view::npos) refuse(field, whole);
    }
    if (step == 0 || from < field.least || until > field.most || from > until) refuse(field, whole);
    std::uint64_t bits = 0;
    for (unsigned number = from; number <= until; number += step) bits |= std::uint64_t{1} << number;
    return bits;
}

std::uint64_t bits_of_field(std::string_view text, const Field& field) {
    std::uint64_t bits = 0;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        bits |= bits_of_range(text.substr(start, end - start), field, text);
        start = end + 1;
    }
    return bits;
}

std::string_view take_word(std::string_view& text) {
    const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

std::tm local_time(std::time_t seconds) {
    std::tm local{};
    (void)::localtime_r(&seconds, &local);
    return local;
}

bool is_same_minute(const std::tm& one, const std::tm& other) {
    return one.tm_min == other.tm_min && one.tm_hour == other.tm_hour && one.tm_yday == other.tm_yday;
}

// Whether the clock has shown this minute before and was put back since.
bool is_shown_again(std::time_t seconds, const std::tm& local) {
    constexpr std::time_t longest_change_s = std::time_t{2} * 60 * minute_s;
    const std::tm before = local_time(seconds - longest_change_s);
    if (before.tm_gmtoff <= local.tm_gmtoff) return false;
    return is_same_minute(local_time(seconds - (before.tm_gmtoff - local.tm_gmtoff)), local);
}

}  // namespace

Cron Cron::from(std::string_view text) {
    std::array<std::string_view, fields.size()> words;
    for (std::string_view& word : words) word = take_word(text);
    if (words.back().empty() || !take_word(text).empty()) {
        throw Error{ErrorKind::invalid,
                    "schedule: must be as 'every 5m' (s, m, h or d), or have five fields as cron: minute, hour, day of "
                    "the month, month, day of the week"};
    }
    Cron cron;
    cron.minutes_ = bits_of_field(words[0], fields[0]);
    cron.hours_ = bits_of_field(words[1], fields[1]);
    cron.days_ = bits_of_field(words[2], fields[2]);
    cron.months_ = bits_of_field(words[3], fields[3]);
    cron.weekdays_ = bits_of_field(words[4], fields[4]);
    if (has_bit(cron.weekdays_, 7)) cron.weekdays_ |= 1U;
    cron.has_fixed_hours_ = !words[1].starts_with('*');
    cron.restricts_days_ = !words[2].starts_with('*');
    cron.restricts_weekdays_ = !words[4].starts_with('*');
    return cron;
}

bool Cron::names_day(const std::tm& local) const {
    if (!has_bit(months_, local.tm_mon + 1)) return false;
    const bool is_day = has_bit(days_, local.tm_mday);
    const bool is_weekday = has_bit(weekdays_, local.tm_wday);
    return restricts_days_ && restricts_weekdays_ ? is_day || is_weekday : is_day && is_weekday;
}

bool Cron::names(const std::tm& local) const {
    return has_bit(minutes_, local.tm_min) && has_bit(hours_, local.tm_hour) && names_day(local);
}

bool Cron::names_one_between(std::tm before, std::tm behind) const {
    const std::time_t end = ::timegm(&behind);
    for (std::time_t shown = ::timegm(&before) + minute_s; shown < end; shown += minute_s) {
        std::tm left_out{};
        (void)::gmtime_r(&shown, &left_out);
        if (names(left_out)) return true;
    }
    return false;
}

std::optional<std::int64_t> Cron::next(std::int64_t after_ms) const {
    std::time_t seconds = (after_ms / (minute_s * 1'000) + 1) * minute_s;
    const std::time_t end = seconds + horizon_s;
    std::tm before = local_time(seconds - minute_s);
    while (seconds < end) {
        const std::tm local = local_time(seconds);
        const bool is_left_out =
            has_fixed_hours_ && local.tm_gmtoff > before.tm_gmtoff && names_one_between(before, local);
        const bool is_again = has_fixed_hours_ && names(local) && is_shown_again(seconds, local);
        if (is_left_out || (names(local) && !is_again)) return std::int64_t{seconds} * 1'000;
        // To the next hour where this one is not named, and minute by minute where the clock is changed.
        const bool may_be_now = names_day(local) && has_bit(hours_, local.tm_hour);
        const std::time_t hour_end = seconds + (60 - local.tm_min) * minute_s;
        const bool leaps = !may_be_now && local_time(hour_end).tm_gmtoff == local.tm_gmtoff;
        seconds = leaps ? hour_end : seconds + minute_s;
        before = leaps ? local_time(hour_end - minute_s) : local;
    }
    return std::nullopt;
}

}  // namespace kinote::task_scheduler
