#pragma once
// What one key of an identifier matches, PS3.4 C.2.2.2: all types but sequences.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dicom/dataset.hpp"
#include "query/time_range.hpp"

namespace kinote::query {

/// Bytes that the value of a key may have, unless it is a list of UIDs.
inline constexpr std::size_t longest_value = 1'024;
/// UIDs that a list may have.
inline constexpr std::size_t most_uids = 5'000;

/// A value. Any thread.
class ValueMatch {
public:
    /// Universal: matches whatever is there, and what is not there.
    ValueMatch() = default;

    struct Terms {
        bool matches_empty = false;    ///< two quotation marks match what has no value, PS3.4 C.2.2.2.7
        bool matches_several = false;  ///< one of several values is enough, but of dates and times, C.2.2.2.8
    };

    /// @throws Error invalid where the value is none that its VR can be matched by: several values of another VR than
    /// UI where that was not agreed on, no date or range of dates, too long.
    [[nodiscard]] static ValueMatch read(const dicom::Element& key, Terms terms);
    [[nodiscard]] static ValueMatch read(const dicom::Element& key) { return read(key, Terms{}); }

    [[nodiscard]] bool is_universal() const { return std::holds_alternative<std::monostate>(rule_); }
    /// One of the values of an attribute matches. @param values  UTF-8, without padding.
    [[nodiscard]] bool matches(std::span<const std::string> values) const;
    /// The same for DT, with the zone of the object for values that do not say theirs.
    [[nodiscard]] bool matches(std::span<const std::string> values, std::optional<int> offset_minutes) const;

    // What an index can be asked for.

    /// The UIDs, sorted; none where it is no match of UIDs.
    [[nodiscard]] const std::vector<std::string>& uids() const { return uids_; }
    /// The one text that matches.
    [[nodiscard]] std::optional<std::string> only_text() const;
    /// What each text that matches begins with, of a name as it is searched; empty where nothing is known of it.
    [[nodiscard]] std::string beginning() const;
    /// Of DA and TM.
    [[nodiscard]] std::optional<Interval> interval() const;

private:
    struct Text {
        std::string value;
    };
    struct Pattern {
        std::string value;
    };
    struct Name {
        std::string value;  ///< searchable, without the delimiters at its end
        bool is_pattern = false;
    };
    struct Number {
        std::int64_t value = 0;
    };
    struct Uids {};
    struct Empty {};
    struct Several {};
    struct Dates {
        Interval range;
    };
    struct Times {
        Interval range;
    };
    struct DateTimes {
        ZonedInterval range;
    };

    void read_text(dicom::Vr vr, const std::string& value);
    void read_uids(const std::vector<std::string>& values);
    void read_several(const dicom::Element& key, const std::vector<std::string>& values);
    [[nodiscard]] bool matches_one(const std::string& value, std::optional<int> offset_minutes) const;

    std::variant<std::monostate, Text, Pattern, Name, Number, Uids, Dates, Times, DateTimes, Empty, Several> rule_;
    std::vector<std::string> uids_;
    std::vector<ValueMatch> several_;  ///< of which one is enough
};

}  // namespace kinote::query
