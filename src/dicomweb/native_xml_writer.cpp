#include "dicomweb/native_xml_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/error.hpp"
#include "dicom/dictionary.hpp"
#include "dicomweb/xml_text.hpp"

namespace kinote::dicomweb {
namespace {

constexpr std::string_view document_begin =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    "\n"
    R"(<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">)";
constexpr std::uint16_t block_mask = 0x00FF;

[[noreturn]] void refuse_token() {
    throw base::Error{base::ErrorKind::corrupt, "the attributes are no DICOM JSON: a value stands where none belongs"};
}

dicom::Tag tag_of_key(std::string_view key) {
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(key.data(), key.data() + key.size(), number, 16);
    if (key.size() != 8 || failure != std::errc{} || end != key.data() + key.size()) refuse_token();
    return {static_cast<std::uint16_t>(number >> 16U), static_cast<std::uint16_t>(number & 0xFFFFU)};
}

bool is_private_creator(dicom::Tag tag) { return tag.is_private() && tag.element >= 0x10 && tag.element <= 0xFF; }

// The one that has reserved the block, PS3.5 7.8.1.
dicom::Tag creator_of(dicom::Tag tag) { return {tag.group, static_cast<std::uint16_t>(tag.element >> 8U)}; }

void append_element(std::string& xml, std::string_view name, std::string_view text) {
    fmt::format_to(std::back_inserter(xml), "<{}>", name);
    append_xml_text(xml, text);
    fmt::format_to(std::back_inserter(xml), "</{}>", name);
}

}  // namespace

void NativeXmlWriter::add(JsonToken token, const std::string& text) {
    if (has_ended_) refuse_token();
    switch (token) {
        case JsonToken::object_begin: return begin_object();
        case JsonToken::object_end: return end_object();
        case JsonToken::array_begin:
            if (!is_in(Place::attribute) || key_ != "Value" || attributes_.back().vr.empty()) refuse_token();
            places_.push_back(Place::values);
            return;
        case JsonToken::array_end:
            if (!is_in(Place::values)) refuse_token();
            places_.pop_back();
            return;
        case JsonToken::key: key_ = text; return;
        case JsonToken::text: return add_text(text);
        case JsonToken::number: return add_value(text);
        case JsonToken::null: return add_nothing();
        case JsonToken::end: refuse_token();
    }
}

std::string NativeXmlWriter::take() {
    if (!has_ended_) refuse_token();
    return std::move(xml_);
}

void NativeXmlWriter::begin_object() {
    if (is_in(Place::data_set)) {
        attributes_.push_back({tag_of_key(key_), {}});
        places_.push_back(Place::attribute);
        return;
    }
    if (!places_.empty() && !is_in(Place::values)) refuse_token();
    if (places_.empty()) {
        xml_ += document_begin;
    } else {
        fmt::format_to(std::back_inserter(xml_), R"(<{} number="{}">)", value_element(), ++attributes_.back().values);
        if (attributes_.back().vr == "PN") return places_.push_back(Place::person_name);
        if (attributes_.back().vr != "SQ") refuse_token();
    }
    places_.push_back(Place::data_set);
    creators_.emplace_back();
}

void NativeXmlWriter::end_object() {
    if (places_.empty()) refuse_token();
    const Place place = places_.back();
    if (place == Place::values) refuse_token();
    places_.pop_back();
    if (place == Place::attribute) {
        if (attributes_.back().vr.empty()) refuse_token();
        attributes_.pop_back();
        xml_ += "</DicomAttribute>";
        return;
    }
    if (place == Place::data_set) creators_.pop_back();
    has_ended_ = places_.empty();
    fmt::format_to(std::back_inserter(xml_), "</{}>", has_ended_ ? "NativeDicomModel" : value_element());
}

void NativeXmlWriter::add_text(const std::string& text) {
    if (is_in(Place::person_name)) return append_name_group(text);
    if (is_in(Place::values)) return add_value(text);
    if (!is_in(Place::attribute)) refuse_token();
    if (key_ == "vr") return open_attribute(text);
    if (attributes_.back().vr.empty()) refuse_token();
    if (key_ == "InlineBinary") return append_element(xml_, key_, text);
    if (key_ != "BulkDataURI") refuse_token();
    xml_ += R"(<BulkData uri=")";
    append_xml_text(xml_, text);
    xml_ += R"("/>)";
}

void NativeXmlWriter::add_value(const std::string& text) {
    if (!is_in(Place::values)) refuse_token();
    Attribute& attribute = attributes_.back();
    ++attribute.values;
    if (is_private_creator(attribute.tag) && attribute.values == 1) {
        creators_.back()[attribute.tag.number()] = text;
    }
    fmt::format_to(std::back_inserter(xml_), R"(<{} number="{}">)", value_element(), attribute.values);
    append_xml_text(xml_, text);
    fmt::format_to(std::back_inserter(xml_), "</{}>", value_element());
}

// An empty value among others keeps its number.
void NativeXmlWriter::add_nothing() {
    if (!is_in(Place::values)) refuse_token();
    fmt::format_to(std::back_inserter(xml_), R"(<{} number="{}"/>)", value_element(), ++attributes_.back().values);
}

std::string_view NativeXmlWriter::value_element() const {
    const std::string_view vr = attributes_.back().vr;
    if (vr == "SQ") return "Item";
    return vr == "PN" ? "PersonName" : "Value";
}

void NativeXmlWriter::open_attribute(const std::string& vr) {
    Attribute& attribute = attributes_.back();
    attribute.vr = vr;
    const dicom::Tag tag = attribute.tag;
    const auto creator = creators_.back().find(creator_of(tag).number());
    const bool has_creator = tag.is_private() && creator != creators_.back().end();
    const dicom::Tag named{tag.group, static_cast<std::uint16_t>(has_creator ? tag.element & block_mask : tag.element)};
    fmt::format_to(std::back_inserter(xml_), R"(<DicomAttribute tag="{:08X}" vr=")", named.number());
    append_xml_text(xml_, vr);
    xml_ += '"';
    if (const auto keyword = dicom::keyword_of(tag); !tag.is_private() && !keyword.empty()) {
        fmt::format_to(std::back_inserter(xml_), R"( keyword="{}")", keyword);
    }
    if (has_creator) {
        xml_ += R"( privateCreator=")";
        append_xml_text(xml_, creator->second);
        xml_ += '"';
    }
    xml_ += '>';
}

// PS3.5 6.2.1.1. What stands behind the fifth component stays with it.
void NativeXmlWriter::append_name_group(const std::string& name) {
    constexpr std::array<std::string_view, 5> components{"FamilyName", "GivenName", "MiddleName", "NamePrefix",
                                                         "NameSuffix"};
    constexpr std::array<std::string_view, 3> groups{"Alphabetic", "Ideographic", "Phonetic"};
    const auto* const group = std::ranges::find(groups, std::string_view{key_});
    if (group == groups.end()) refuse_token();
    fmt::format_to(std::back_inserter(xml_), "<{}>", *group);
    std::string_view rest = name;
    for (const std::string_view component : components) {
        const std::size_t end = component == components.back() ? rest.size() : std::min(rest.find('^'), rest.size());
        if (end > 0) append_element(xml_, component, rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    fmt::format_to(std::back_inserter(xml_), "</{}>", *group);
}

}  // namespace kinote::dicomweb
