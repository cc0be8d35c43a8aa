#include "query/time_range.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "dicom/date_time.hpp"

namespace kinote::query {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

bool are_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char character) { return character >= '0' && character <= '9'; });
}

std::int64_t number_of(std::string_view digits) {
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

// Since 1970, of a date in the calendar.
std::optional<std::int64_t> midnight_of(std::int64_t year, std::int64_t month, std::int64_t day_of_month) {
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day_of_month)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count() * day;
}

// The microseconds that a DT without its offset stands for, by the number of its characters; months and years aside.
std::int64_t length_of(std::string_view without_offset) {
    switch (without_offset.size()) {
        case 8: return day;
        case 10: return hour;
        case 12: return minute;
        case 14: return second;
        case 16: return second / 10;
        case 17: return second / 100;
        default: return second / 1'000;  // dicom::parse_date_time knows milliseconds
    }
}

std::optional<std::int64_t> end_of_date_time(std::string_view without_offset, std::int64_t first) {
    if (without_offset.size() > 6) return first + length_of(without_offset) - 1;
    const std::int64_t year = number_of(without_offset.substr(0, 4));
    const bool is_year = without_offset.size() == 4;
    const std::int64_t month = is_year ? 12 : number_of(without_offset.substr(4, 2));
    const auto next = month == 12 ? midnight_of(year + 1, 1, 1) : midnight_of(year, month + 1, 1);
    if (!next) return std::nullopt;
    return *next - 1;
}

template <typename Read>
std::optional<Interval> read_range(std::string_view text, const Read& read) {
    const std::size_t hyphen = text.find('-');
    if (hyphen == std::string_view::npos) return read(text);
    const std::string_view begin = text.substr(0, hyphen);
    const std::string_view end = text.substr(hyphen + 1);
    if (begin.empty() && end.empty()) return std::nullopt;
    Interval range;
    if (!begin.empty()) {
        const auto first = read(begin);
        if (!first) return std::nullopt;
        range.first = first->first;
    }
    if (!end.empty()) {
        const auto last = read(end);
        if (!last) return std::nullopt;
        range.last = last->last;
    }
    return range;
}

std::string_view trimmed(std::string_view text) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    while (text.starts_with(' ')) text.remove_prefix(1);
    return text;
}

// The range whose parts stand before and behind that hyphen.
std::optional<ZonedInterval> read_parted_at(std::string_view text, std::size_t hyphen) {
    const std::string_view begin = text.substr(0, hyphen);
    const std::string_view end = text.substr(hyphen + 1);
    if (begin.empty() && end.empty()) return std::nullopt;
    ZonedInterval range{{}, Interval{}};
    const auto take = [&](std::string_view part, std::int64_t Interval::*side) {
        if (part.empty()) return true;
        const auto read = read_date_time(part);
        if (!read) return false;
        range.local.*side = read->local.*side;
        if (!read->utc) {
            range.utc.reset();
        } else if (range.utc) {
            (*range.utc).*side = (*read->utc).*side;
        }
        return true;
    };
    if (!take(begin, &Interval::first) || !take(end, &Interval::last)) return std::nullopt;
    const Interval& compared = range.utc ? *range.utc : range.local;
    return compared.first <= compared.last ? std::optional{range} : std::nullopt;
}

}  // namespace

std::optional<Interval> read_date(std::string_view text) {
    text = trimmed(text);
    if (text.size() != 8 || !are_digits(text)) return std::nullopt;
    const auto first =
        midnight_of(number_of(text.substr(0, 4)), number_of(text.substr(4, 2)), number_of(text.substr(6, 2)));
    if (!first) return std::nullopt;
    return Interval{*first, *first + day - 1};
}

std::optional<Interval> read_time(std::string_view text) {
    std::string digits{trimmed(text)};
    if (digits.size() >= 5 && digits[2] == ':') std::erase(digits, ':');
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::string_view whole = std::string_view{digits}.substr(0, point);
    const std::string_view fraction = point == digits.size() ? "" : std::string_view{digits}.substr(point + 1);
    const bool has_size = whole.size() == 2 || whole.size() == 4 || whole.size() == 6;
    if (!has_size || !are_digits(whole) || !are_digits(fraction) || fraction.size() > 6) return std::nullopt;
    if (point != digits.size() && (whole.size() != 6 || fraction.empty())) return std::nullopt;
    const std::int64_t hours = number_of(whole.substr(0, 2));
    const std::int64_t minutes = whole.size() < 4 ? 0 : number_of(whole.substr(2, 2));
    const std::int64_t seconds = whole.size() < 6 ? 0 : number_of(whole.substr(4, 2));
    if (hours > 23 || minutes > 59 || seconds > 60) return std::nullopt;
    std::int64_t length = whole.size() == 2 ? hour : whole.size() == 4 ? minute : second;
    std::int64_t first = hours * hour + minutes * minute + seconds * second;
    for (const char digit : fraction) {
        length /= 10;
        first += (digit - '0') * length;
    }
    return Interval{first, first + length - 1};
}

std::optional<ZonedInterval> read_date_time(std::string_view text, std::optional<int> offset_minutes) {
    text = trimmed(text);
    const auto read = dicom::parse_date_time(text);
    if (!read) return std::nullopt;
    const std::int64_t first = read->local_ms * 1'000;
    const auto last = end_of_date_time(text.substr(0, text.find_first_of("+-")), first);
    if (!last) return std::nullopt;
    ZonedInterval moment{{first, *last}, std::nullopt};
    const std::optional<int> offset = read->offset_minutes ? read->offset_minutes : offset_minutes;
    if (offset) moment.utc = Interval{first - *offset * minute, *last - *offset * minute};
    return moment;
}

std::optional<Interval> read_date_range(std::string_view text) {
    const auto range = read_range(text, read_date);
    return range && range->first <= range->last ? range : std::nullopt;
}

std::optional<Interval> read_time_range(std::string_view text) { return read_range(text, read_time); }

std::optional<ZonedInterval> read_date_time_range(std::string_view text) {
    text = trimmed(text);
    if (auto single = read_date_time(text)) return single;
    for (std::size_t hyphen = text.find('-'); hyphen != std::string_view::npos; hyphen = text.find('-', hyphen + 1)) {
        if (auto range = read_parted_at(text, hyphen)) return range;
    }
    return std::nullopt;
}

Interval combined(const Interval& dates, const Interval& times) {
    constexpr Interval open;
    Interval moments;
    if (dates.first != open.first) moments.first = dates.first + std::max<std::int64_t>(times.first, 0);
    if (dates.last != open.last) moments.last = dates.last + 1 - day + std::min<std::int64_t>(times.last, day - 1);
    return moments;
}

}  // namespace kinote::query
