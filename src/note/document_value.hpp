#pragma once
// What stands in a document at the place that a finding names.

#include <optional>
#include <string>
#include <string_view>

#include "dicom/dataset.hpp"

namespace kinote::note {

/// What a place such as "ContentSequence[3]/ReferencedSOPSequence" leads to, valid as long as the document.
struct DocumentPlace {
    std::optional<dicom::Item> item;  ///< that it is in, or that it is; nothing where the document has no such item
    std::optional<dicom::Element> element;  ///< that it is; nothing where it is an item, or absent
    bool is_item = false;                   ///< the place is the item itself
};

[[nodiscard]] DocumentPlace find_place(const dicom::Item& document, std::string_view place);

/// In words for a person, cut to some 60 characters: a value, "(empty)", "(absent)", what an item is.
[[nodiscard]] std::string describe_place(const dicom::Item& document, std::string_view place);

}  // namespace kinote::note
