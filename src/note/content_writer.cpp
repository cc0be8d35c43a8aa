#include "note/content_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "dicom/tag.hpp"
#include "note/language.hpp"

namespace kinote::note {
namespace {

using dicom::ElementWriter;
using dicom::Vr;
namespace tag = dicom::tag;

constexpr std::string_view contains = "CONTAINS";
constexpr std::string_view has_modifier = "HAS CONCEPT MOD";
constexpr std::string_view has_context = "HAS OBS CONTEXT";

constexpr std::size_t longest_short_code = 16;  // of VR SH, PS3.3 8.1
constexpr std::size_t longest_meaning = 64;     // of VR LO

// Writes the head of an item that has a concept name; the value follows.
void begin_named_item(ElementWriter& writer, std::string_view relationship, std::string_view value_type,
                      const Term& name) {
    writer.begin_item();
    writer.text(tag::RelationshipType, Vr::CS, relationship);
    writer.text(tag::ValueType, Vr::CS, value_type);
    write_code(writer, tag::ConceptNameCodeSequence, name.code());
}

void write_code_item(ElementWriter& writer, std::string_view relationship, const Term& name, const Code& value) {
    begin_named_item(writer, relationship, "CODE", name);
    write_code(writer, tag::ConceptCodeSequence, value);
    writer.end_item();
}

void write_text_item(ElementWriter& writer, std::string_view relationship, const Term& name, std::string_view value) {
    if (value.empty()) return;
    begin_named_item(writer, relationship, "TEXT", name);
    writer.text(tag::TextValue, Vr::UT, value);
    writer.end_item();
}

void write_person(ElementWriter& writer, const Observer& person) {
    write_code_item(writer, has_context, term::ObserverType, term::Person.code());
    begin_named_item(writer, has_context, "PNAME", term::PersonObserverName);
    writer.text(tag::PersonName, Vr::PN, single_value(person.name));
    writer.end_item();
    write_text_item(writer, has_context, term::PersonObserverLoginName, person.login_name);
    write_text_item(writer, has_context, term::PersonObserverOrganization, person.organization);
}

void write_device(ElementWriter& writer, const Observer& device) {
    write_code_item(writer, has_context, term::ObserverType, term::Device.code());
    begin_named_item(writer, has_context, "UIDREF", term::DeviceObserverUid);
    writer.text(tag::UID, Vr::UI, device.device_uid);
    writer.end_item();
    write_text_item(writer, has_context, term::DeviceObserverName, device.name);
    write_text_item(writer, has_context, term::DeviceObserverManufacturer, device.manufacturer);
    write_text_item(writer, has_context, term::DeviceObserverModelName, device.model_name);
    write_text_item(writer, has_context, term::DeviceObserverSerialNumber, device.serial_number);
    write_text_item(writer, has_context, term::DeviceObserverLocation, device.location);
}

// An observer is what its template's one mandatory row says; without that it cannot be written.
void write_observers(ElementWriter& writer, const std::vector<Observer>& observers) {
    for (const Observer& observer : observers) {
        if (observer.type == ObserverType::person && !observer.name.empty()) write_person(writer, observer);
    }
    for (const Observer& observer : observers) {
        if (observer.type == ObserverType::device && !observer.device_uid.empty()) write_device(writer, observer);
    }
}

std::string_view value_type_of(ReferenceType type) {
    switch (type) {
        case ReferenceType::image: return "IMAGE";
        case ReferenceType::waveform: return "WAVEFORM";
        case ReferenceType::composite: break;
    }
    return "COMPOSITE";
}

void write_referenced_object(ElementWriter& writer, const PlacedObject& object) {
    writer.text(tag::ReferencedSOPClassUID, Vr::UI, object.sop_class_uid);
    writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, object.sop_instance_uid);
}

// PS3.3 C.18.4
void write_reference(ElementWriter& writer, const KosdReference& reference) {
    writer.begin_item();
    writer.begin_sequence(tag::ReferencedSOPSequence);
    writer.begin_item();
    write_referenced_object(writer, reference.object);
    if (reference.type == ReferenceType::image && !reference.frames.empty()) {
        writer.text(tag::ReferencedFrameNumber, Vr::IS, fmt::format("{}", fmt::join(reference.frames, "\\")));
    }
    if (reference.type == ReferenceType::image && reference.presentation_state) {
        writer.begin_sequence(tag::ReferencedSOPSequence);
        writer.begin_item();
        write_referenced_object(writer, *reference.presentation_state);
        writer.end_item();
        writer.end_sequence();
    }
    writer.end_item();
    writer.end_sequence();
    writer.text(tag::RelationshipType, Vr::CS, contains);
    writer.text(tag::ValueType, Vr::CS, value_type_of(reference.type));
    writer.end_item();
}

}  // namespace

void write_code(ElementWriter& writer, dicom::Tag sequence, const Code& code) {
    writer.begin_sequence(sequence);
    writer.begin_item();
    const bool is_urn = code.scheme.empty();
    const bool is_long = !is_urn && code.value.size() > longest_short_code;
    if (!is_urn && !is_long) writer.text(tag::CodeValue, Vr::SH, single_value(code.value));
    if (!is_urn) writer.text(tag::CodingSchemeDesignator, Vr::SH, single_value(code.scheme));
    const std::string meaning = single_value(code.meaning.empty() ? code.value : code.meaning);
    writer.text(tag::CodeMeaning, Vr::LO, base::first_characters(meaning, longest_meaning));
    if (is_long) writer.text(tag::LongCodeValue, Vr::UC, single_value(code.value));
    if (is_urn) writer.text(tag::URNCodeValue, Vr::UR, code.value);
    writer.end_item();
    writer.end_sequence();
}

void write_content(ElementWriter& writer, const KosdSource& source) {
    writer.begin_sequence(tag::ContentSequence);
    for (const Code& modifier : source.modifiers) {
        write_code_item(writer, has_modifier, term::DocumentTitleModifier, modifier);
    }
    if (!source.language.empty()) {
        write_code_item(writer, has_modifier, term::LanguageOfContent, language_code(source.language));
    }
    write_observers(writer, source.observers);
    write_text_item(writer, contains, term::KeyObjectDescription, source.description);
    for (const ReferenceType type : {ReferenceType::image, ReferenceType::waveform, ReferenceType::composite}) {
        for (const KosdReference& reference : source.references) {  // the rows of the template in their order
            if (reference.type == type) write_reference(writer, reference);
        }
    }
    writer.end_sequence();
}

std::string single_value(std::string_view text) {
    std::string value{text};
    std::ranges::replace_if(
        value, [](char c) { return c == '\\' || (static_cast<unsigned char>(c) < 0x20U && c != '\x1B') || c == 0x7F; },
        ' ');
    return value;
}

}  // namespace kinote::note
