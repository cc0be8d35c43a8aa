#pragma once
// Identifiers as tests write them.

#include <string>
#include <string_view>

#include "dicom/dataset.hpp"
#include "dicom/dictionary.hpp"
#include "note/kos_builder.hpp"
#include "query/identifier.hpp"

namespace kinote::test {

/// The level and, after it, keys with their values; an element of the dictionary's VR each.
class Question {
public:
    explicit Question(const std::string& level) { with(tag::QueryRetrieveLevel, level); }

    Question& with(Tag tag, const std::string& value = {}) {
        item_.set(element(tag, dicom::dictionary_vr(tag), value));
        return *this;
    }
    Question& with_number(Tag tag, std::uint64_t value) {
        BuiltItem item;
        item.numbers(tag, dicom::dictionary_vr(tag), {value});
        item_.set(item.elements.front());
        return *this;
    }
    Question& with_items(Tag tag, std::vector<BuiltItem> items = {}) {
        item_.set(sequence(tag, std::move(items)));
        return *this;
    }
    Question& with_element(BuiltElement element) {
        item_.set(std::move(element));
        return *this;
    }

    [[nodiscard]] dicom::Dataset data_set() const { return dicom::Dataset::parse(to_bytes(part10(item_))); }

private:
    BuiltItem item_ = BuiltItem{}.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192");
};

inline constexpr query::QueryTerms study_root{};
inline constexpr query::QueryTerms patient_root{.is_patient_root = true};
inline constexpr query::QueryTerms relational{.is_relational = true};

}  // namespace kinote::test
