#pragma once
// A whole object as DICOM JSON (PS3.18 Annex F), its bulk data by reference, and where that lies in the object.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/character_set.hpp"
#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom {

/// Where an attribute stands: in which item, from 1, of which sequences around it.
struct AttributePlace {
    struct Step {
        Tag sequence;
        std::uint32_t item = 1;
        friend bool operator==(const Step&, const Step&) = default;
    };
    std::vector<Step> steps;
    Tag tag;
    friend bool operator==(const AttributePlace&, const AttributePlace&) = default;
};

/// "7FE00010", "54000100.1.54001010".
[[nodiscard]] std::string to_string(const AttributePlace& place);
/// Nothing for a text that is none.
[[nodiscard]] std::optional<AttributePlace> parse_attribute_place(std::string_view text);

struct ObjectJsonOptions {
    /// Stands in the JSON where the address of the object belongs, before "/bulkdata/...": a character that JSON text
    /// never holds.
    char address_mark = '\x01';
    std::uint64_t most_inline_bytes = 1'024;     ///< of numbers and bytes; longer values are bulk data
    std::uint64_t most_inline_text = 1'048'576;  ///< bytes; longer texts are bulk data
    std::uint64_t most_json_bytes = 64U << 20U;  ///< of the whole
    std::string_view fallback_character_set = default_fallback;
};

/// The data set without group 0002 and group lengths, as one JSON object in the order of its elements, text in UTF-8.
/// Pixel Data is always bulk data. Memory is for the JSON, whatever the size of the object.
/// @param part10  or a bare data set.
/// @throws base::Error corrupt where it cannot be walked, invalid where the JSON would be larger than the limit.
[[nodiscard]] std::string object_to_json(const ByteSource& part10, const ObjectJsonOptions& options = {});

/// A value in an object. Movable.
struct FoundValue {
    Vr vr = Vr::UN;
    bool is_encapsulated = false;  ///< pixel data in fragments: offset and length say nothing
    bool is_big_endian = false;
    std::uint64_t offset = 0;  ///< in the source
    std::uint64_t length = 0;
    std::unique_ptr<const ByteSource> source;  ///< the object, inflated where it is deflated
};

/// @param part10  becomes the source, or what the source reads from.
/// @return  nothing where the object has no such attribute, or that is a sequence. @throws base::Error corrupt.
[[nodiscard]] std::optional<FoundValue> find_value(std::unique_ptr<const ByteSource> part10,
                                                   const AttributePlace& place);

}  // namespace kinote::dicom
