#include "note/kosd_source_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <exception>
#include <utility>

#include "base/error.hpp"

namespace kinote::note {
namespace {

namespace json = boost::json;

// A text member of a structure and its name in JSON. The tables below are read both ways.
template <typename Structure>
using TextField = std::pair<std::string_view, std::string Structure::*>;

constexpr auto code_fields = std::to_array<TextField<Code>>({
    {"value", &Code::value},
    {"scheme", &Code::scheme},
    {"meaning", &Code::meaning},
});
constexpr auto origin_fields = std::to_array<TextField<KosdOrigin>>({
    {"instance", &KosdOrigin::sop_instance_uid},
    {"repaired_at", &KosdOrigin::repaired_at},
    {"description", &KosdOrigin::description},
});
constexpr auto object_fields = std::to_array<TextField<PlacedObject>>({
    {"study", &PlacedObject::study_instance_uid},
    {"series", &PlacedObject::series_instance_uid},
    {"class", &PlacedObject::sop_class_uid},
    {"instance", &PlacedObject::sop_instance_uid},
});
constexpr auto request_fields = std::to_array<TextField<KosdRequest>>({
    {"study", &KosdRequest::study_instance_uid},
    {"accession_number", &KosdRequest::accession_number},
    {"requested_procedure_id", &KosdRequest::requested_procedure_id},
    {"requested_procedure_description", &KosdRequest::requested_procedure_description},
    {"placer_order_number", &KosdRequest::placer_order_number},
    {"filler_order_number", &KosdRequest::filler_order_number},
});
constexpr auto equipment_fields = std::to_array<TextField<KosdEquipment>>({
    {"manufacturer", &KosdEquipment::manufacturer},
    {"model_name", &KosdEquipment::model_name},
    {"serial_number", &KosdEquipment::serial_number},
    {"software_versions", &KosdEquipment::software_versions},
    {"institution_name", &KosdEquipment::institution_name},
    {"station_name", &KosdEquipment::station_name},
});
constexpr auto patient_fields = std::to_array<TextField<NotePatient>>({
    {"id", &NotePatient::id},
    {"issuer_of_id", &NotePatient::issuer_of_id},
    {"name", &NotePatient::name},
    {"birth_date", &NotePatient::birth_date},
    {"sex", &NotePatient::sex},
});
constexpr auto study_fields = std::to_array<TextField<KosdStudy>>({
    {"deidentification_method", &KosdStudy::deidentification_method},
    {"study_instance_uid", &KosdStudy::study_instance_uid},
    {"study_date", &KosdStudy::study_date},
    {"study_time", &KosdStudy::study_time},
    {"study_id", &KosdStudy::study_id},
    {"accession_number", &KosdStudy::accession_number},
    {"description", &KosdStudy::description},
    {"referring_physician_name", &KosdStudy::referring_physician_name},
});
constexpr auto observer_fields = std::to_array<TextField<Observer>>({
    {"name", &Observer::name},
    {"login_name", &Observer::login_name},
    {"organization", &Observer::organization},
    {"device_uid", &Observer::device_uid},
    {"manufacturer", &Observer::manufacturer},
    {"model_name", &Observer::model_name},
    {"serial_number", &Observer::serial_number},
    {"location", &Observer::location},
});
constexpr auto source_fields = std::to_array<TextField<KosdSource>>({
    {"sop_instance_uid", &KosdSource::sop_instance_uid},
    {"series_instance_uid", &KosdSource::series_instance_uid},
    {"series_number", &KosdSource::series_number},
    {"series_description", &KosdSource::series_description},
    {"instance_number", &KosdSource::instance_number},
    {"content_date", &KosdSource::content_date},
    {"content_time", &KosdSource::content_time},
    {"observation_date_time", &KosdSource::observation_date_time},
    {"timezone_offset", &KosdSource::timezone_offset},
    {"instance_creator_uid", &KosdSource::instance_creator_uid},
    {"retrieve_ae_title", &KosdSource::retrieve_ae_title},
    {"description", &KosdSource::description},
    {"language", &KosdSource::language},
});
constexpr std::array<std::string_view, 3> type_names{"image", "waveform", "composite"};

template <typename Structure, std::size_t count>
json::object texts_of(const Structure& structure, const std::array<TextField<Structure>, count>& fields) {
    json::object object;
    for (const auto& [name, member] : fields) object[name] = structure.*member;
    return object;
}

template <typename Structure, std::size_t count>
Structure with_texts(const json::value& value, const std::array<TextField<Structure>, count>& fields) {
    Structure structure;
    for (const auto& [name, member] : fields) structure.*member = std::string_view{value.at(name).as_string()};
    return structure;
}

template <typename Item, typename Make>
json::array array_of(const std::vector<Item>& items, Make make) {
    json::array array;
    for (const Item& item : items) array.push_back(make(item));
    return array;
}

template <typename Item, typename Read>
std::vector<Item> items_of(const json::value& array, Read read) {
    std::vector<Item> items;
    for (const json::value& item : array.as_array()) items.push_back(read(item));
    return items;
}

json::object json_of(const PlacedObject& object) { return texts_of(object, object_fields); }
PlacedObject placed_from(const json::value& value) { return with_texts(value, object_fields); }

json::object json_of(const Observer& observer) {
    json::object object = texts_of(observer, observer_fields);
    object["is_device"] = observer.type == ObserverType::device;
    return object;
}
Observer observer_from(const json::value& value) {
    Observer observer = with_texts(value, observer_fields);
    observer.type = value.at("is_device").as_bool() ? ObserverType::device : ObserverType::person;
    return observer;
}

json::object json_of(const KosdReference& reference) {
    json::object object;
    object["object"] = json_of(reference.object);
    object["type"] = type_names.at(static_cast<std::size_t>(reference.type));
    object["frames"] = json::array(reference.frames.begin(), reference.frames.end());
    object["presentation_state"] =
        reference.presentation_state ? json::value(json_of(*reference.presentation_state)) : json::value(nullptr);
    return object;
}
KosdReference reference_from(const json::value& value) {
    KosdReference reference;
    reference.object = placed_from(value.at("object"));
    const std::string_view type = value.at("type").as_string();
    const auto* const found = std::ranges::find(type_names, type);
    if (found == type_names.end()) throw base::Error{base::ErrorKind::corrupt, fmt::format("unknown type {}", type)};
    reference.type = static_cast<ReferenceType>(found - type_names.begin());
    reference.frames = items_of<std::int32_t>(value.at("frames"),
                                              [](const json::value& frame) { return frame.to_number<std::int32_t>(); });
    const json::value& state = value.at("presentation_state");
    if (!state.is_null()) reference.presentation_state = placed_from(state);
    return reference;
}

json::object json_of(const KosdStudy& study) {
    json::object object = texts_of(study, study_fields);
    object["patient"] = texts_of(study.patient, patient_fields);
    object["is_identity_removed"] = study.is_identity_removed;
    return object;
}
KosdStudy study_from(const json::value& value) {
    KosdStudy study = with_texts(value, study_fields);
    study.patient = with_texts(value.at("patient"), patient_fields);
    study.is_identity_removed = value.at("is_identity_removed").as_bool();
    return study;
}

Code code_from(const json::value& value) { return with_texts(value, code_fields); }

}  // namespace

std::string to_json(const KosdSource& source) {
    json::object object = texts_of(source, source_fields);
    object["study"] = json_of(source.study);
    object["equipment"] = texts_of(source.equipment, equipment_fields);
    object["title"] = texts_of(source.title, code_fields);
    object["modifiers"] = array_of(source.modifiers, [](const Code& code) { return texts_of(code, code_fields); });
    object["observers"] = array_of(source.observers, [](const Observer& observer) { return json_of(observer); });
    object["references"] =
        array_of(source.references, [](const KosdReference& reference) { return json_of(reference); });
    object["requests"] =
        array_of(source.requests, [](const KosdRequest& request) { return texts_of(request, request_fields); });
    object["identical_documents"] =
        array_of(source.identical_documents, [](const PlacedObject& document) { return json_of(document); });
    if (source.origin) object["origin"] = texts_of(*source.origin, origin_fields);
    return json::serialize(object);
}

KosdSource kosd_source_from_json(std::string_view text) {
    try {
        const json::value value = json::parse(text);
        KosdSource source = with_texts(value, source_fields);
        source.study = study_from(value.at("study"));
        source.equipment = with_texts(value.at("equipment"), equipment_fields);
        source.title = code_from(value.at("title"));
        source.modifiers = items_of<Code>(value.at("modifiers"), code_from);
        source.observers = items_of<Observer>(value.at("observers"), observer_from);
        source.references = items_of<KosdReference>(value.at("references"), reference_from);
        source.requests = items_of<KosdRequest>(
            value.at("requests"), [](const json::value& request) { return with_texts(request, request_fields); });
        source.identical_documents = items_of<PlacedObject>(value.at("identical_documents"), placed_from);
        if (const json::value* origin = value.as_object().if_contains("origin")) {
            source.origin = with_texts(*origin, origin_fields);
        }
        return source;
    } catch (const std::exception& error) {
        throw base::Error{base::ErrorKind::corrupt,
                          fmt::format("what a document was made from cannot be read: {}", error.what())};
    }
}

}  // namespace kinote::note
