#include "query/value_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "base/folded_text.hpp"
#include "dicom/dictionary.hpp"
#include "dicom/uid.hpp"
#include "dicom/vr.hpp"
#include "query/wildcard.hpp"

namespace kinote::query {
namespace {

using dicom::Vr;

[[noreturn]] void refuse(dicom::Tag tag, std::string_view why) {
    throw base::Error{base::ErrorKind::invalid, fmt::format("{} {}", dicom::keyword_or_number(tag), why)};
}

std::optional<std::int64_t> integer_of(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = result.ec == std::errc{} && result.ptr == text.data() + text.size();
    return is_whole ? std::optional{number} : std::nullopt;
}

// PS3.5 6.2.1.2: delimiters at the end of a component group, and groups at the end of a name, may be left out.
std::string_view without_end(std::string_view text, std::string_view delimiters) {
    const std::size_t last = text.find_last_not_of(delimiters);
    return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

bool fits_name(std::string_view text, std::string_view name, bool is_pattern) {
    text = without_end(text, " ^=");
    return is_pattern ? fits_wildcards(text, name) : text == name;
}

// What stands before the next delimiter of component groups, which goes with it.
std::string_view take_group(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('='), rest.size());
    const std::string_view group = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return group;
}

// The groups that a key names, from the first on: those behind them are not asked for.
bool fits_groups(std::string_view text, std::string_view name, bool is_pattern) {
    while (!name.empty()) {
        const std::string_view group = take_group(name);
        if (!fits_name(take_group(text), is_pattern ? group : without_end(group, " ^"), is_pattern)) return false;
    }
    return true;
}

}  // namespace

ValueMatch ValueMatch::read(const dicom::Element& key, Terms terms) {
    ValueMatch match;
    if (key.is_empty()) return match;
    const Vr vr = key.vr();
    if (!dicom::is_text(vr)) {
        const std::vector<std::int64_t> numbers = key.integers();
        if (numbers.size() != 1) refuse(key.tag(), "can be matched by one number only");
        match.rule_ = Number{numbers.front()};
        return match;
    }
    if (vr != Vr::UI && key.bytes().size() > longest_value) refuse(key.tag(), "is too long");
    const std::vector<std::string> values = key.texts();
    if (values.size() == 1 && (values.front().empty() || values.front() == "*")) return match;
    if (terms.matches_empty && values.size() == 1 && values.front() == R"("")") {
        match.rule_ = Empty{};
        return match;
    }
    if (vr == Vr::UI) {
        if (values.size() > most_uids) refuse(key.tag(), "has too many UIDs");
        match.read_uids(values);
        return match;
    }
    const bool is_moment = vr == Vr::DA || vr == Vr::TM || vr == Vr::DT;
    if (values.size() > 1 && terms.matches_several && !is_moment) {
        match.read_several(key, values);
        return match;
    }
    if (values.size() != 1) refuse(key.tag(), "has several values");  // PS3.4 C.2.2.2.2: of UIDs only
    match.read_text(vr, values.front());
    if (match.is_universal()) refuse(key.tag(), "is no value of its kind, nor a range");
    return match;
}

void ValueMatch::read_uids(const std::vector<std::string>& values) {
    rule_ = Uids{};
    for (const std::string& uid : values) {
        if (dicom::is_valid_uid(uid)) uids_.push_back(uid);  // no object has another
    }
    std::ranges::sort(uids_);
    uids_.erase(std::ranges::unique(uids_).begin(), uids_.end());
}

// Values that are empty say nothing.
void ValueMatch::read_several(const dicom::Element& key, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
        if (value.empty()) continue;
        ValueMatch one;
        one.read_text(key.vr(), value);
        if (one.is_universal()) refuse(key.tag(), "has a value that is none of its kind");
        several_.push_back(std::move(one));
    }
    if (!several_.empty()) rule_ = Several{};
}

// Leaves the rule universal where the value is malformed.
void ValueMatch::read_text(Vr vr, const std::string& value) {
    switch (vr) {
        case Vr::DA:
            if (const auto range = read_date_range(value)) rule_ = Dates{*range};
            return;
        case Vr::TM:
            if (const auto range = read_time_range(value)) rule_ = Times{*range};
            return;
        case Vr::DT:
            if (const auto range = read_date_time_range(value)) rule_ = DateTimes{*range};
            return;
        case Vr::IS:
            if (const auto number = integer_of(value)) rule_ = Number{*number};
            return;
        case Vr::PN: {
            const bool is_pattern = has_wildcard(value);
            std::string name = base::searchable(value);
            if (!is_pattern) name.resize(without_end(name, " ^=").size());
            rule_ = Name{std::move(name), is_pattern};
            return;
        }
        case Vr::AS:
        case Vr::DS: rule_ = Text{value}; return;
        default:
            if (has_wildcard(value)) {
                rule_ = Pattern{value};
            } else {
                rule_ = Text{value};
            }
    }
}

bool ValueMatch::matches(std::span<const std::string> values) const { return matches(values, std::nullopt); }

bool ValueMatch::matches(std::span<const std::string> values, std::optional<int> offset_minutes) const {
    if (is_universal()) return true;
    if (std::holds_alternative<Empty>(rule_)) return std::ranges::all_of(values, &std::string::empty);
    return std::ranges::any_of(values, [&](const std::string& value) { return matches_one(value, offset_minutes); });
}

bool ValueMatch::matches_one(const std::string& value, std::optional<int> offset_minutes) const {
    if (const auto* text = std::get_if<Text>(&rule_)) return value == text->value;
    if (const auto* pattern = std::get_if<Pattern>(&rule_)) return fits_wildcards(value, pattern->value);
    if (const auto* number = std::get_if<Number>(&rule_)) return integer_of(value) == number->value;
    if (std::holds_alternative<Uids>(rule_)) return std::ranges::binary_search(uids_, value);
    if (std::holds_alternative<Several>(rule_)) {
        return std::ranges::any_of(several_, [&](const ValueMatch& one) { return one.matches_one(value, {}); });
    }
    if (const auto* dates = std::get_if<Dates>(&rule_)) {
        const auto date = read_date(value);
        return date && dates->range.contains(date->first);
    }
    if (const auto* times = std::get_if<Times>(&rule_)) {
        const auto time = read_time(value);
        return time && times->range.contains(time->first);
    }
    if (const auto* moments = std::get_if<DateTimes>(&rule_)) {
        const auto moment = read_date_time(value, offset_minutes);
        if (!moment) return false;
        if (moments->range.utc && moment->utc) return moments->range.utc->contains(moment->utc->first);
        return moments->range.local.contains(moment->local.first);
    }
    const Name& name = std::get<Name>(rule_);
    const std::string searched = base::searchable(value);
    if (fits_name(searched, name.value, name.is_pattern)) return true;
    const bool has_groups = name.value.find('=') != std::string::npos;
    if (has_groups && fits_groups(searched, name.value, name.is_pattern)) return true;
    // PS3.4 C.2.2.2.1: any of the alphabetic, ideographic and phonetic groups.
    for (std::string_view rest = searched;;) {
        const std::size_t end = rest.find('=');
        if (fits_name(rest.substr(0, end), name.value, name.is_pattern)) return true;
        if (end == std::string_view::npos) return false;
        rest.remove_prefix(end + 1);
    }
}

std::optional<std::string> ValueMatch::only_text() const {
    const auto* text = std::get_if<Text>(&rule_);
    return text == nullptr ? std::nullopt : std::optional{text->value};
}

std::string ValueMatch::beginning() const {
    std::string_view text;
    if (const auto* only = std::get_if<Text>(&rule_)) text = only->value;
    if (const auto* pattern = std::get_if<Pattern>(&rule_)) text = pattern->value;
    if (const auto* name = std::get_if<Name>(&rule_)) {
        text = std::string_view{name->value}.substr(0, name->value.find('='));  // a group may have more delimiters
    }
    return std::string{text.substr(0, text.find_first_of("*?"))};
}

std::optional<Interval> ValueMatch::interval() const {
    if (const auto* dates = std::get_if<Dates>(&rule_)) return dates->range;
    if (const auto* times = std::get_if<Times>(&rule_)) return times->range;
    return std::nullopt;
}

}  // namespace kinote::query
