#include "query/identifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "dicom/dictionary.hpp"

namespace kinote::query {
namespace {

namespace tag = dicom::tag;
using dicom::Tag;
using dicom::Vr;

[[noreturn]] void refuse(const std::string& why) { throw base::Error{base::ErrorKind::invalid, why}; }

QueryLevel level_of(const dicom::Item& identifier, const QueryTerms& terms) {
    const std::string text = identifier.text(tag::QueryRetrieveLevel);
    for (const QueryLevel level : {QueryLevel::patient, QueryLevel::study, QueryLevel::series, QueryLevel::image}) {
        if (text != to_string(level)) continue;
        if (level == QueryLevel::patient && !terms.is_patient_root) {
            refuse("Study Root has no level PATIENT");  // PS3.4 C.6.2.1
        }
        return level;
    }
    refuse("QueryRetrieveLevel is missing or unknown");
}

class KeyReader {
public:
    KeyReader(QueryLevel level, ValueMatch::Terms terms) : level_{level}, terms_{terms} {}

    [[nodiscard]] std::vector<Key> read() && { return std::move(keys_); }

    void add(const dicom::Element& element) {
        // What stands before is about the data set, not about what is searched for.
        const bool is_key = element.tag() > tag::SpecificCharacterSet && element.tag() != tag::QueryRetrieveLevel &&
                            !element.tag().is_group_length();
        if (!is_key) return;
        count();
        Key key{element.tag(), element.vr(), find_key_rule(element.tag()), {}, {}};
        if (key.rule != nullptr && key.rule->level > level_) key.rule = nullptr;
        if (key.rule == nullptr) {
            if (!dicom::is_known(key.vr)) key.vr = Vr::UN;
        } else {
            read_supported(element, key);
        }
        keys_.push_back(std::move(key));
    }

private:
    void count() {
        if (++count_ > most_keys) refuse(fmt::format("there are more than {} keys", most_keys));
    }

    void read_supported(const dicom::Element& element, Key& key) {
        const Vr vr = dicom::dictionary_vr(element.tag());
        const bool is_alike = (vr == Vr::SQ) == element.is_sequence() && dicom::is_text(vr) == dicom::is_text(key.vr);
        if (!is_alike && !element.is_empty()) {
            refuse(fmt::format("{} has a wrong VR", dicom::keyword_or_number(element.tag())));
        }
        key.vr = vr;
        if (element.is_sequence()) {
            key.items = keys_of_item(element, 1);
        } else if (key.rule->source != KeySource::counted && key.rule->source != KeySource::told) {
            key.match = ValueMatch::read(element, terms_);
        }
    }

    // PS3.4 C.2.2.2.6: one item.
    std::vector<Key> keys_of_item(const dicom::Element& sequence, std::size_t depth) {
        if (depth > deepest_key) refuse("the sequences of the identifier are nested too deeply");
        const dicom::ItemRange items = sequence.items();
        if (items.empty()) return {};
        if (items.size() > 1) {
            refuse(fmt::format("{} has several items", dicom::keyword_or_number(sequence.tag())));
        }
        std::vector<Key> keys;
        for (const dicom::Element element : items.first()->elements()) {
            if (element.tag().is_group_length() || element.tag() == tag::SpecificCharacterSet) continue;
            count();
            Key key{element.tag(), element.vr(), nullptr, {}, {}};
            if (element.is_sequence()) {
                key.items = keys_of_item(element, depth + 1);
            } else if (dicom::is_text(key.vr)) {
                key.match = ValueMatch::read(element, terms_);
            }
            keys.push_back(std::move(key));
        }
        // A code is what its value and scheme say; its meaning is searched for only where there is no value.
        const auto narrows = [&](Tag wanted) {
            const auto found = std::ranges::find(keys, wanted, &Key::tag);
            return found != keys.end() && is_narrowing(*found);
        };
        if (narrows(tag::CodeValue)) {
            const auto meaning = std::ranges::find(keys, tag::CodeMeaning, &Key::tag);
            if (meaning != keys.end()) meaning->match = ValueMatch{};
        }
        std::ranges::sort(keys, {}, &Key::tag);
        return keys;
    }

    QueryLevel level_;
    ValueMatch::Terms terms_;
    std::size_t count_ = 0;
    std::vector<Key> keys_;
};

// One UID, or one ID without wild cards.
bool is_single_value(const ValueMatch* match) {
    return match != nullptr && (match->only_text().has_value() || match->uids().size() == 1);
}

// PS3.4 C.4.1.2.1: hierarchical queries give one value for the unique key of each level above.
void check_hierarchy(const Identifier& identifier, const QueryTerms& terms) {
    if (terms.is_relational) return;
    const QueryLevel top = terms.is_patient_root ? QueryLevel::patient : QueryLevel::study;
    for (QueryLevel level = top; level < identifier.level;
         level = static_cast<QueryLevel>(static_cast<int>(level) + 1)) {
        if (is_single_value(identifier.narrowing(unique_key(level)))) continue;
        refuse(
            fmt::format("a single {} is needed, or relational queries", dicom::keyword_or_number(unique_key(level))));
    }
}

struct DateAndTime {
    Tag date;
    Tag time;
};
constexpr std::array dates_with_times{
    DateAndTime{tag::StudyDate, tag::StudyTime},
    DateAndTime{tag::ContentDate, tag::ContentTime},
    DateAndTime{tag::PerformedProcedureStepStartDate, tag::PerformedProcedureStepStartTime},
};

void combine(Identifier& identifier) {
    for (const DateAndTime& pair : dates_with_times) {
        const ValueMatch* date = identifier.narrowing(pair.date);
        const ValueMatch* time = identifier.narrowing(pair.time);
        if (date == nullptr || time == nullptr) continue;
        if (!date->interval() || !time->interval()) continue;  // one of them is to be empty
        const Interval moments = combined(*date->interval(), *time->interval());
        identifier.combined.push_back({pair.date, pair.time, moments});
    }
}

}  // namespace

bool is_narrowing(const Key& key) { return !key.match.is_universal() || std::ranges::any_of(key.items, is_narrowing); }

const Key* Identifier::find(Tag tag) const {
    const auto found = std::ranges::lower_bound(keys, tag, {}, &Key::tag);
    return found != keys.end() && found->tag == tag ? &*found : nullptr;
}

const ValueMatch* Identifier::narrowing(Tag tag) const {
    const Key* key = find(tag);
    const bool narrows = key != nullptr && key->rule != nullptr && !key->match.is_universal();
    return narrows ? &key->match : nullptr;
}

bool Identifier::names_one_study() const {
    constexpr std::array below{QueryLevel::study, QueryLevel::series, QueryLevel::image};
    return std::ranges::any_of(
        below, [&](QueryLevel of) { return of <= level && is_single_value(narrowing(unique_key(of))); });
}

bool Identifier::asks_for(KeySource source, QueryLevel of_level) const {
    return std::ranges::any_of(keys, [&](const Key& key) {
        return key.rule != nullptr && key.rule->source == source && key.rule->level == of_level;
    });
}

Identifier read_identifier(const dicom::Item& identifier, const QueryTerms& terms) {
    Identifier read;
    read.level = level_of(identifier, terms);
    KeyReader reader{read.level, {terms.matches_empty_values, terms.matches_several_values}};
    for (const dicom::Element element : identifier.elements()) reader.add(element);
    read.keys = std::move(reader).read();
    read.asks_for_availability = std::ranges::find(read.keys, tag::InstanceAvailability, &Key::tag) != read.keys.end();
    const auto add_if_missing = [&](Tag tag) {
        if (std::ranges::find(read.keys, tag, &Key::tag) != read.keys.end()) return;
        read.keys.push_back({tag, dicom::dictionary_vr(tag), find_key_rule(tag), {}, {}});
    };
    add_if_missing(unique_key(read.level));
    add_if_missing(tag::RetrieveAETitle);  // PS3.4 C.4.1.1.3.2
    add_if_missing(tag::InstanceAvailability);
    std::ranges::stable_sort(read.keys, {}, &Key::tag);
    const auto repeated = std::ranges::adjacent_find(read.keys, {}, &Key::tag);
    if (repeated != read.keys.end()) {
        refuse(fmt::format("{} stands twice", dicom::keyword_or_number(repeated->tag)));
    }
    read.has_unsupported_keys = std::ranges::any_of(read.keys, [](const Key& key) { return key.rule == nullptr; });
    check_hierarchy(read, terms);
    if (terms.combines_dates_and_times) combine(read);
    return read;
}

}  // namespace kinote::query
