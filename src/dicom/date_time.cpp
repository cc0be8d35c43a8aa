#include "dicom/date_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>

namespace kinote::dicom {
namespace {

constexpr std::int64_t minute_ms = 60'000;

/// Takes up to `digits` digits from the start of the text; nothing where it does not begin with that many.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int number = 0;
    for (std::size_t index = 0; index < digits; ++index) {
        const char c = text[index];
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return number;
}

/// Milliseconds of the day of "HHMMSS.FFFFFF", cut off anywhere but within a pair.
std::optional<std::int64_t> parse_time_of_day(std::string_view text) {
    constexpr std::int64_t unit_ms[] = {60 * minute_ms, minute_ms, 1000};
    constexpr int limits[] = {23, 59, 60};  // 60: a leap second
    std::int64_t total = 0;
    for (std::size_t part = 0; part < 3 && !text.empty(); ++part) {
        const std::optional<int> number = take_digits(text, 2);
        if (!number || *number > limits[part]) return std::nullopt;
        total += *number * unit_ms[part];
    }
    if (text.empty()) return total;
    if (text.front() != '.' || text.size() < 2 || text.size() > 7) return std::nullopt;
    text.remove_prefix(1);
    std::int64_t scale = 100;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        total += (c - '0') * scale;
        scale /= 10;
    }
    return total;
}

std::optional<std::int64_t> day_ms(int year, int month, int day) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || year < 1) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::sys_days{date}.time_since_epoch())
        .count();
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(std::string_view{" \0", 2});
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(std::string_view{" \0", 2}) - first + 1);
}

}  // namespace

std::optional<std::int64_t> DateTime::utc_ms() const {
    if (!offset_minutes) return std::nullopt;
    return local_ms - *offset_minutes * minute_ms;
}

std::optional<DateTime> parse_date_time(std::string_view text) {
    text = trimmed(text);
    DateTime result;
    const std::size_t sign = text.find_first_of("+-");
    if (sign != std::string_view::npos) {
        result.offset_minutes = parse_utc_offset(text.substr(sign));
        if (!result.offset_minutes) return std::nullopt;
        text = text.substr(0, sign);
    }
    const std::optional<int> year = take_digits(text, 4);
    if (!year) return std::nullopt;
    const std::optional<int> month = text.empty() ? 1 : take_digits(text, 2);
    const std::optional<int> day = text.empty() ? 1 : take_digits(text, 2);
    if (!month || !day) return std::nullopt;
    const std::optional<std::int64_t> date = day_ms(*year, *month, *day);
    const std::optional<std::int64_t> time = parse_time_of_day(text);
    if (!date || !time) return std::nullopt;
    result.local_ms = *date + *time;
    return result;
}

std::optional<int> parse_utc_offset(std::string_view text) {
    text = trimmed(text);
    if (text.size() != 5 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const std::optional<int> hours = take_digits(text, 2);
    const std::optional<int> minutes = take_digits(text, 2);
    if (!hours || !minutes || *minutes > 59) return std::nullopt;
    const int offset = sign * (*hours * 60 + *minutes);
    if (offset < -12 * 60 || offset > 14 * 60) return std::nullopt;
    return offset;
}

std::string to_date(std::int64_t local_ms) {
    const std::chrono::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds{local_ms}};
    const auto day = std::chrono::floor<std::chrono::days>(point);
    const std::chrono::year_month_day date{day};
    return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::string to_time(std::int64_t local_ms) {
    const std::chrono::milliseconds since{local_ms};
    const std::chrono::hh_mm_ss time{since - std::chrono::floor<std::chrono::days>(since)};
    return fmt::format("{:02}{:02}{:02}.{:03}000", time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

std::string to_utc_offset(int offset_minutes) {
    const int minutes = std::abs(offset_minutes);
    return fmt::format("{}{:02}{:02}", offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string to_date_time(const DateTime& point) {
    return to_date(point.local_ms) + to_time(point.local_ms) +
           (point.offset_minutes ? to_utc_offset(*point.offset_minutes) : std::string{});
}

}  // namespace kinote::dicom
