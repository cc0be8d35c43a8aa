#include "query/found.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/folded_text.hpp"
#include "dicom/date_time.hpp"
#include "query/wildcard.hpp"

namespace kinote::query {
namespace {

namespace tag = dicom::tag;
using dicom::Tag;

database::VisibleCounts counts_in(const database::CountsById& counts, std::int64_t id) {
    const auto found = counts.find(id);
    return found == counts.end() ? database::VisibleCounts{} : found->second;
}

std::vector<std::string> texts_in(const database::TextsById& texts, std::int64_t id) {
    const auto found = texts.find(id);
    return found == texts.end() ? std::vector<std::string>{} : found->second;
}

std::string positive(std::int64_t number) { return number > 0 ? fmt::to_string(number) : std::string{}; }

std::string patient_text(const database::QueriedPatient& patient, const Gathered& gathered, Tag tag) {
    switch (tag.number()) {
        case tag::PatientName.number(): return patient.patient_name;
        case tag::PatientID.number(): return patient.patient_id;
        case tag::IssuerOfPatientID.number(): return patient.issuer_of_patient_id;
        case tag::PatientBirthDate.number(): return patient.birth_date;
        case tag::PatientSex.number(): return patient.sex;
        default: break;
    }
    const database::VisibleCounts counts = counts_in(gathered.of_patients, patient.id);
    switch (tag.number()) {
        case tag::NumberOfPatientRelatedStudies.number(): return fmt::to_string(counts.studies);
        case tag::NumberOfPatientRelatedSeries.number(): return fmt::to_string(counts.series);
        case tag::NumberOfPatientRelatedInstances.number(): return fmt::to_string(counts.instances);
        default: return {};
    }
}

std::string study_text(const database::QueriedStudy& study, const Gathered& gathered, Tag tag) {
    switch (tag.number()) {
        case tag::StudyInstanceUID.number(): return study.study_instance_uid;
        case tag::StudyDate.number(): return study.study_date;
        case tag::StudyTime.number(): return study.study_time;
        case tag::AccessionNumber.number(): return study.accession_number;
        case tag::StudyID.number(): return study.study_id;
        case tag::StudyDescription.number(): return study.description;
        case tag::ReferringPhysicianName.number(): return study.referring_physician_name;
        case tag::NumberOfStudyRelatedSeries.number():
            return fmt::to_string(counts_in(gathered.of_studies, study.id).series);
        case tag::NumberOfStudyRelatedInstances.number():
            return fmt::to_string(counts_in(gathered.of_studies, study.id).instances);
        default: return {};
    }
}

std::string series_text(const database::QueriedSeries& series, const Gathered& gathered, Tag tag) {
    switch (tag.number()) {
        case tag::SeriesInstanceUID.number(): return series.series_instance_uid;
        case tag::Modality.number(): return series.modality;
        case tag::SeriesNumber.number(): return series.series_number;
        case tag::SeriesDescription.number(): return series.description;
        case tag::NumberOfSeriesRelatedInstances.number():
            return fmt::to_string(counts_in(gathered.of_series, series.id).instances);
        default: return {};
    }
}

std::string instance_text(const database::QueriedInstance& instance, Tag tag) {
    switch (tag.number()) {
        case tag::SOPClassUID.number(): return instance.sop_class_uid;
        case tag::SOPInstanceUID.number(): return instance.sop_instance_uid;
        case tag::InstanceNumber.number(): return instance.instance_number;
        case tag::NumberOfFrames.number(): return positive(instance.number_of_frames);
        case tag::Rows.number(): return positive(instance.rows);
        case tag::Columns.number(): return positive(instance.columns);
        default: return {};
    }
}

std::optional<int> offset_of(const dicom::Dataset& object) {
    return dicom::parse_utc_offset(object.text(tag::TimezoneOffsetFromUTC));
}

std::vector<std::string> texts_in(const dicom::Item& item, Tag tag, dicom::Vr vr) {
    if (dicom::is_text(vr)) return item.texts(tag);
    const auto element = item.find(tag);
    std::vector<std::string> texts;
    if (!element || element->is_sequence()) return texts;
    for (const std::int64_t number : element->integers()) texts.push_back(fmt::to_string(number));
    return texts;
}

// PS3.4 C.2.2.2.6: one item of the sequence matches all keys.
bool matches_in(const dicom::Item& item, const Key& key, std::optional<int> offset) {
    if (!is_narrowing(key)) return true;
    if (key.items.empty()) return key.match.matches(texts_in(item, key.tag, key.vr), offset);
    for (const dicom::Item nested : item.items(key.tag)) {
        const bool is_match =
            std::ranges::all_of(key.items, [&](const Key& inner) { return matches_in(nested, inner, offset); });
        if (is_match) return true;
    }
    return false;
}

// PS3.4 C.4.1.1.3.2: of the level that was asked for; above IMAGE where one of its objects is.
bool is_nearline(const Found& found) {
    const database::NearlineRows& rows = found.gathered->nearline;
    if (found.instance != nullptr) return found.instance->is_nearline;
    if (found.series != nullptr) return rows.series.contains(found.series->id);
    if (found.study != nullptr) return rows.studies.contains(found.study->id);
    return rows.patients.contains(found.patient->id);
}

std::string first_of(const std::vector<std::string>& values) { return values.empty() ? std::string{} : values.front(); }

bool matches_combined(const CombinedKey& key, const std::string& date_text, const std::string& time_text) {
    const auto date = read_date(date_text);
    const auto time = read_time(time_text);
    return date && time && key.moments.contains(date->first + time->first);
}

}  // namespace

std::vector<std::string> values_of(const Found& found, Tag tag) {
    if (tag == tag::RetrieveAETitle) return {*found.retrieve_ae_title};
    if (tag == tag::InstanceAvailability) return {is_nearline(found) ? "NEARLINE" : "ONLINE"};
    const KeyRule* rule = find_key_rule(tag);
    if (rule == nullptr) return {};
    switch (rule->level) {
        case QueryLevel::patient: return {patient_text(*found.patient, *found.gathered, tag)};
        case QueryLevel::study:
            if (tag == tag::ModalitiesInStudy) return texts_in(found.gathered->modalities, found.study->id);
            if (tag == tag::SOPClassesInStudy) return texts_in(found.gathered->sop_classes, found.study->id);
            return {study_text(*found.study, *found.gathered, tag)};
        case QueryLevel::series: return {series_text(*found.series, *found.gathered, tag)};
        case QueryLevel::image: return {instance_text(*found.instance, tag)};
    }
    return {};
}

const dicom::Dataset* object_of(const Found& found, const KeyRule& rule) {
    return rule.level == QueryLevel::series ? found.object_of_series : found.object;
}

bool matches_notes(const NoteKeys& keys, const std::vector<note::Code>& titles) {
    if (keys.has_notes && *keys.has_notes == titles.empty()) return false;
    if (keys.title.empty()) return true;
    const std::string meaning = base::searchable(keys.title);
    return std::ranges::any_of(titles, [&](const note::Code& title) {
        return fits_wildcards(title.value, keys.title) || fits_wildcards(base::searchable(title.meaning), meaning);
    });
}

bool matches(const Identifier& identifier, const Found& found, QueryLevel level, KeySource source) {
    const auto value_in = [&](Tag tag, const KeyRule& rule) {
        if (rule.source != KeySource::of_object) return first_of(values_of(found, tag));
        const dicom::Dataset* object = object_of(found, rule);
        return object == nullptr ? std::string{} : object->text(tag);
    };
    const auto is_combined = [&](Tag tag) {
        return std::ranges::any_of(identifier.combined,
                                   [&](const CombinedKey& pair) { return pair.date == tag || pair.time == tag; });
    };
    for (const CombinedKey& pair : identifier.combined) {
        const KeyRule& rule = *find_key_rule(pair.date);
        if (rule.level != level || rule.source != source) continue;
        if (!matches_combined(pair, value_in(pair.date, rule), value_in(pair.time, rule))) return false;
    }
    return std::ranges::all_of(identifier.keys, [&](const Key& key) {
        const bool is_asked = key.rule != nullptr && key.rule->level == level && key.rule->source == source;
        if (!is_asked || !is_narrowing(key) || is_combined(key.tag)) return true;
        if (source != KeySource::of_object) return key.match.matches(values_of(found, key.tag));
        const dicom::Dataset* object = object_of(found, *key.rule);
        return object != nullptr && matches_in(*object, key, offset_of(*object));
    });
}

}  // namespace kinote::query
