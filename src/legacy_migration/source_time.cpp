#include "legacy_migration/source_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace kinote::legacy_migration {
namespace {

constexpr std::int64_t seconds_of_source_day = 86'400;
constexpr std::size_t most_fraction_digits = 6;  // of DICOM DT

struct Parts {
    std::int32_t year = 0;
    std::int32_t month = 0;
    std::int32_t day = 0;
    bool has_time = false;
    std::int32_t hour = 0;
    std::int32_t minute = 0;
    std::int32_t second = 0;
    std::string fraction;                // digits, at most six
    std::optional<std::int32_t> offset;  // seconds east of Greenwich
};

// A reader of the text; every step says whether it succeeded.
class TimeText {
public:
    explicit TimeText(std::string_view text) : rest_{text} {}

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
    [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    bool take(char character) {
        if (next() != character || rest_.empty()) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool take_number(std::size_t digits, std::int32_t least, std::int32_t most, std::int32_t& number) {
        if (rest_.size() < digits) return false;
        number = 0;
        for (const char character : rest_.substr(0, digits)) {
            if (character < '0' || character > '9') return false;
            number = number * 10 + (character - '0');
        }
        rest_.remove_prefix(digits);
        return number >= least && number <= most;
    }
    std::string take_digits() {
        std::string digits;
        while (next() >= '0' && next() <= '9') {
            digits += next();
            rest_.remove_prefix(1);
        }
        return digits;
    }
    // Whether a character stands at this place, from here.
    [[nodiscard]] bool has_at(std::size_t place, char character) const {
        return place < rest_.size() && rest_[place] == character;
    }

private:
    std::string_view rest_;
};

bool take_date(TimeText& text, Parts& parts) {
    if (text.has_at(2, '.')) {  // 04.05.2012
        return text.take_number(2, 1, 31, parts.day) && text.take('.') && text.take_number(2, 1, 12, parts.month) &&
               text.take('.') && text.take_number(4, 1000, 9999, parts.year);
    }
    if (!text.take_number(4, 1000, 9999, parts.year)) return false;
    const char separator = text.next() == '-' || text.next() == '/' ? text.next() : '\0';
    if (separator != '\0') text.take(separator);
    if (!text.take_number(2, 1, 12, parts.month)) return false;
    if (separator != '\0' && !text.take(separator)) return false;
    return text.take_number(2, 1, 31, parts.day);
}

bool take_time(TimeText& text, Parts& parts) {
    const bool has_separator = text.take('T') || text.take(' ') || text.take('t');
    if (!has_separator && (text.next() < '0' || text.next() > '9')) return true;  // a date alone
    parts.has_time = true;
    if (!text.take_number(2, 0, 23, parts.hour)) return false;
    const bool has_colons = text.take(':');
    if (!text.take_number(2, 0, 59, parts.minute)) return false;
    const bool has_seconds = has_colons ? text.take(':') : text.next() >= '0' && text.next() <= '9';
    if (!has_seconds) return true;
    if (!text.take_number(2, 0, 60, parts.second)) return false;
    parts.second = std::min(parts.second, 59);  // a leap second
    if (text.take('.') || text.take(',')) {
        parts.fraction = text.take_digits();
        if (parts.fraction.empty()) return false;
        parts.fraction.resize(std::min(parts.fraction.size(), most_fraction_digits));
    }
    return true;
}

bool take_offset(TimeText& text, Parts& parts) {
    text.take(' ');
    if (text.is_at_end()) return true;
    if (text.take('Z') || text.take('z')) {
        parts.offset = 0;
        return text.is_at_end();
    }
    const bool is_west = text.take('-');
    if (!is_west && !text.take('+')) return false;
    std::int32_t hours = 0;
    std::int32_t minutes = 0;
    if (!text.take_number(2, 0, 14, hours)) return false;
    text.take(':');
    if (!text.is_at_end() && !text.take_number(2, 0, 59, minutes)) return false;
    const std::int32_t seconds = hours * 3600 + minutes * 60;
    parts.offset = is_west ? -seconds : seconds;
    return text.is_at_end();
}

std::optional<Parts> parse(std::string_view text) {
    TimeText reader{text};
    Parts parts;
    if (!take_date(reader, parts) || !take_time(reader, parts) || !take_offset(reader, parts)) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{parts.year},
                                           std::chrono::month{static_cast<unsigned>(parts.month)},
                                           std::chrono::day{static_cast<unsigned>(parts.day)}};
    return date.ok() ? std::optional{parts} : std::nullopt;
}

// As if the local time were UTC.
std::int64_t local_seconds(const Parts& parts) {
    return days_from_civil(parts.year, parts.month, parts.day) * seconds_of_source_day +
           std::int64_t{parts.hour} * 3600 + std::int64_t{parts.minute} * 60 + parts.second;
}

std::int64_t milliseconds_of(const Parts& parts) {
    std::int64_t milliseconds = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        milliseconds = milliseconds * 10 + (i < parts.fraction.size() ? parts.fraction[i] - '0' : 0);
    }
    return milliseconds;
}

std::string offset_text(std::int32_t offset) {
    const std::int32_t minutes = (offset < 0 ? -offset : offset) / 60;
    return fmt::format("{}{:02}{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string date_text(std::int64_t days) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
    return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::int64_t floor_days(std::int64_t seconds) {
    return seconds >= 0 ? seconds / seconds_of_source_day
                        : -((seconds_of_source_day - 1 - seconds) / seconds_of_source_day);
}

}  // namespace

std::optional<SourceTime> read_source_time(std::string_view text, const TimeZone* zone) {
    const std::optional<Parts> parts = parse(text);
    if (!parts) return std::nullopt;
    SourceTime time;
    time.date_time = fmt::format("{:04}{:02}{:02}", parts->year, parts->month, parts->day);
    if (!parts->has_time) return time;
    time.date_time += fmt::format("{:02}{:02}{:02}", parts->hour, parts->minute, parts->second);
    if (!parts->fraction.empty()) time.date_time += "." + parts->fraction;
    const std::int64_t local = local_seconds(*parts);
    std::optional<std::int32_t> offset = parts->offset;
    if (!offset && zone != nullptr) offset = static_cast<std::int32_t>(local - zone->utc_of(local));
    if (!offset) return time;
    time.date_time += offset_text(*offset);
    time.utc_ms = (local - *offset) * 1000 + milliseconds_of(*parts);
    return time;
}

std::optional<std::string> read_source_date(std::string_view text, const TimeZone* zone) {
    const std::optional<Parts> parts = parse(text);
    if (!parts) return std::nullopt;
    std::int64_t local = local_seconds(*parts);
    if (parts->has_time && parts->offset && zone != nullptr) {
        const std::int64_t utc = local - *parts->offset;
        local = utc + zone->offset_at(utc);
    }
    return date_text(floor_days(local));
}

std::optional<std::string> source_time_text(std::int64_t utc_ms) {
    const std::int64_t seconds = utc_ms >= 0 ? utc_ms / 1000 : -((999 - utc_ms) / 1000);
    const std::int64_t days = floor_days(seconds);
    constexpr std::int64_t first_day = -354'285;  // 1000-01-01
    constexpr std::int64_t last_day = 2'932'896;  // 9999-12-31
    if (days < first_day || days > last_day) return std::nullopt;
    const std::int64_t second_of_day = seconds - days * seconds_of_source_day;
    const std::int64_t fraction = utc_ms - seconds * 1000;
    std::string text = fmt::format("{}{:02}{:02}{:02}", date_text(days), second_of_day / 3600, second_of_day / 60 % 60,
                                   second_of_day % 60);
    if (fraction != 0) text += fmt::format(".{:03}", fraction);
    return text + "Z";
}

}  // namespace kinote::legacy_migration
