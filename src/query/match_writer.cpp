#include "query/match_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "dicom/dictionary.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/text_value.hpp"
#include "dicom/uid.hpp"
#include "query/time_range.hpp"

namespace kinote::query {
namespace {

namespace tag = dicom::tag;
using dicom::ElementWriter;
using dicom::Tag;
using dicom::Vr;

/// Bytes that a value with a length of 16 bits may have, an even number.
constexpr std::size_t most_bytes = 65'534;

bool has_only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

// Peers take a value that breaks its VR worse than none.
bool fits(std::string_view value, Vr vr) {
    switch (vr) {
        case Vr::DA: return read_date(value).has_value();
        case Vr::TM: return read_time(value).has_value() && value.find(':') == std::string_view::npos;
        case Vr::DT: return has_only(value, "0123456789.+- ");
        case Vr::IS: return has_only(value, "0123456789+-") && value.size() <= 12;
        case Vr::UI: return dicom::is_valid_uid(value);
        default: return true;
    }
}

void write_texts(ElementWriter& writer, Tag tag, Vr vr, const std::vector<std::string>& values) {
    std::string joined;
    for (const std::string& value : values) {
        std::string text = dicom::without_padding(value, vr);
        if (!text.empty() && !fits(text, vr)) text.clear();
        if (&value != &values.front()) joined += '\\';
        joined += text;
    }
    if (!dicom::has_long_length(vr) && joined.size() > most_bytes) joined.clear();
    writer.text(tag, vr, joined);
}

void write_number(ElementWriter& writer, Tag tag, const std::vector<std::string>& values) {
    std::int64_t number = 0;
    if (!values.empty()) {
        const std::string& text = values.front();
        std::from_chars(text.data(), text.data() + text.size(), number);
    }
    if (number > 0 && number <= std::numeric_limits<std::uint16_t>::max()) {
        writer.unsigned_short(tag, static_cast<std::uint16_t>(number));
    } else {
        writer.bytes(tag, Vr::US, {});
    }
}

void write_empty(ElementWriter& writer, Tag tag, Vr vr) {
    if (vr == Vr::SQ) {
        writer.begin_sequence(tag);
        writer.end_sequence();
    } else {
        writer.bytes(tag, vr, {});
    }
}

void write_element(ElementWriter& writer, const dicom::Element& element);

void write_whole_item(ElementWriter& writer, const dicom::Item& item) {
    writer.begin_item();
    for (const dicom::Element element : item.elements()) {
        // The whole answer is in one character set.
        if (element.tag() != tag::SpecificCharacterSet && !element.tag().is_group_length()) {
            write_element(writer, element);
        }
    }
    writer.end_item();
}

// Deep as the object is, which was parsed within limits. What is neither text nor sequence is left empty: an object may
// have it in another byte order.
void write_element(ElementWriter& writer, const dicom::Element& element) {
    const Vr vr = dicom::is_known(element.vr()) ? element.vr() : Vr::UN;
    if (element.is_sequence()) {
        writer.begin_sequence(element.tag());
        for (const dicom::Item item : element.items()) write_whole_item(writer, item);
        writer.end_sequence();
    } else if (dicom::is_text(vr)) {
        write_texts(writer, element.tag(), vr, element.texts());
    } else {
        write_empty(writer, element.tag(), vr);
    }
}

void write_key_of_item(ElementWriter& writer, const dicom::Item& item, const Key& key) {
    const auto element = item.find(key.tag);
    if (!element || (element->is_sequence() && key.items.empty() && element->is_empty())) {
        write_empty(writer, key.tag, dicom::is_known(key.vr) ? key.vr : Vr::UN);
        return;
    }
    if (!element->is_sequence() || key.items.empty()) {
        write_element(writer, *element);
        return;
    }
    writer.begin_sequence(key.tag);
    for (const dicom::Item nested : element->items()) {
        writer.begin_item();
        for (const Key& inner : key.items) write_key_of_item(writer, nested, inner);
        writer.end_item();
    }
    writer.end_sequence();
}

void write_key(ElementWriter& writer, const Found& found, const Key& key) {
    if (key.rule == nullptr) {
        write_empty(writer, key.tag, key.vr);
        return;
    }
    if (key.rule->source == KeySource::of_object) {
        const dicom::Dataset* object = object_of(found, *key.rule);
        if (object == nullptr) {
            write_empty(writer, key.tag, key.vr);
        } else {
            write_key_of_item(writer, *object, key);
        }
        return;
    }
    const std::vector<std::string> values = values_of(found, key.tag);
    if (key.vr == Vr::US) {
        write_number(writer, key.tag, values);
    } else {
        write_texts(writer, key.tag, key.vr, values);
    }
}

}  // namespace

std::vector<std::byte> write_match(const Identifier& identifier, const Found& found) {
    ElementWriter writer;
    writer.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192");
    bool has_level = false;
    for (const Key& key : identifier.keys) {
        if (!has_level && key.tag > tag::QueryRetrieveLevel) {
            writer.text(tag::QueryRetrieveLevel, Vr::CS, to_string(identifier.level));
            has_level = true;
        }
        write_key(writer, found, key);
    }
    return writer.take();
}

}  // namespace kinote::query
