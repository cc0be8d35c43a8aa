#pragma once
// The identifier of a C-FIND request, read and checked: its level, its keys, and what they match.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dicom/dataset.hpp"
#include "query/key_rule.hpp"
#include "query/value_match.hpp"

namespace kinote::query {

/// Keys that an identifier may have, those in its sequences with them.
inline constexpr std::size_t most_keys = 512;
/// Sequences in one another.
inline constexpr std::size_t deepest_key = 8;

/// The information model, and what was agreed for the association, PS3.4 C.5.
struct QueryTerms {
    bool is_patient_root = false;
    bool is_relational = false;
    bool combines_dates_and_times = false;
    bool matches_empty_values = false;    ///< C.2.2.2.7
    bool matches_several_values = false;  ///< C.2.2.2.8
};

struct Key {
    dicom::Tag tag;
    dicom::Vr vr = dicom::Vr::UN;
    const KeyRule* rule = nullptr;  ///< null: not supported, or below the level: ignored, and returned empty
    ValueMatch match;
    std::vector<Key> items;  ///< of a sequence: the keys of its one item; none: the sequence as a whole
};

/// Whether the key narrows what is found: itself, or a key in its item.
[[nodiscard]] bool is_narrowing(const Key& key);

/// A key of date and one of time that are matched together, PS3.4 C.2.2.2.5.4.
struct CombinedKey {
    dicom::Tag date;
    dicom::Tag time;
    Interval moments;
};

/// What a search may ask of the visible notes of a study, for which DICOM has no keys.
struct NoteKeys {
    bool are_returned = false;
    std::optional<bool> has_notes;
    std::string title;  ///< Code Value, or Code Meaning without regard to case, with wild cards; empty: any

    [[nodiscard]] bool are_asked_for() const { return are_returned || has_notes || !title.empty(); }
};

struct Identifier {
    QueryLevel level = QueryLevel::study;
    std::vector<Key> keys;  ///< in the order of their tags, the unique key of the level among them
    std::vector<CombinedKey> combined;
    NoteKeys notes;  ///< none of a C-FIND
    bool has_unsupported_keys = false;
    bool asks_for_availability = false;  ///< the peer does; it is returned in any case

    /// Null where it is not asked for.
    [[nodiscard]] const Key* find(dicom::Tag tag) const;
    /// Where the key is asked for and narrows, what it matches; else null.
    [[nodiscard]] const ValueMatch* narrowing(dicom::Tag tag) const;
    /// Whether it can find objects of one study only: it has one value for the unique key of a level of STUDY or below.
    [[nodiscard]] bool names_one_study() const;
    /// Whether a key from there is to be returned or matched.
    [[nodiscard]] bool asks_for(KeySource source, QueryLevel of_level) const;
};

/// @throws Error invalid, in words for the peer that name no value: no level that the model has, a unique key of a
/// level above that is missing although nothing else was agreed (PS3.4 C.4.1.2.1), a key that cannot be matched, too
/// many of them.
[[nodiscard]] Identifier read_identifier(const dicom::Item& identifier, const QueryTerms& terms);

}  // namespace kinote::query
