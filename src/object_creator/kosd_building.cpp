#include "object_creator/kosd_building.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <set>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "dicom/date_time.hpp"
#include "dicom/uid.hpp"
#include "note/document_title.hpp"
#include "note/kosd_uid.hpp"
#include "note/same_patient.hpp"

namespace kinote::object_creator {
namespace {

using database::CreatableNote;
using database::CreatableReference;
using database::SelectedObject;
using note::KosdReference;
using note::KosdSource;
using note::PlacedObject;

constexpr std::int64_t minute_ms = 60'000;

// Empty where all is known.
std::string_view missing_of(const PlacedObject& place) {
    if (place.study_instance_uid.empty()) return "study";
    if (place.series_instance_uid.empty()) return "series";
    return place.sop_class_uid.empty() ? "SOP class" : "";
}

void require_place(const CreatableNote& note, const SelectedObject& object) {
    const std::string_view missing = missing_of(object.place);
    if (missing.empty()) return;
    throw base::Error{base::ErrorKind::invalid,
                      fmt::format("the note refers to {0}, whose {1} is not known here: import or fetch that object, "
                                  "and the job runs again by itself; or leave it out: kinote notes edit {2} --drop {0}",
                                  object.place.sop_instance_uid, missing, note.uuid)};
}

// PS3.3 C.18.4: only of objects with several frames, and only where not all are meant.
std::vector<std::int32_t> frames_of(const CreatableReference& reference) {
    const std::int64_t number = reference.object.number_of_frames;
    std::vector<std::int32_t> frames = reference.frames;
    std::ranges::sort(frames);
    const auto repeated = std::ranges::unique(frames);
    frames.erase(repeated.begin(), repeated.end());
    std::erase_if(frames, [number](std::int32_t frame) { return frame < 1 || (number > 0 && frame > number); });
    const bool is_all = number > 0 && static_cast<std::int64_t>(frames.size()) == number;
    const bool is_single = reference.object.has_rows_and_columns && number <= 1;
    if (is_all || is_single) frames.clear();
    return frames;
}

// Where Content Date and Time are counted from UTC: as the study's objects say, else as this site's clock does then.
int offset_minutes_at(const std::string& study_offset, std::int64_t utc_ms) {
    if (const auto offset = dicom::parse_utc_offset(study_offset)) return *offset;
    const std::time_t seconds = utc_ms / 1'000;
    std::tm local{};
    if (::localtime_r(&seconds, &local) == nullptr) return 0;
    return static_cast<int>(local.tm_gmtoff / 60);
}

// A note's time on the clock of the study: the note's own where it says no zone.
void set_times(KosdSource& source, const CreatableNote& note, std::int64_t now_ms) {
    const auto made_at = dicom::parse_date_time(note.made_at);
    std::optional<std::int64_t> utc_ms = note.made_ms;
    if (!utc_ms && made_at) utc_ms = made_at->utc_ms();
    if (!utc_ms && !made_at) utc_ms = now_ms;
    std::int64_t local_ms = made_at ? made_at->local_ms : 0;
    if (utc_ms) {
        const int offset = offset_minutes_at(source.timezone_offset, *utc_ms);
        local_ms = *utc_ms + offset * minute_ms;
        source.observation_date_time = dicom::to_date_time({local_ms, offset});
    }
    source.content_date = dicom::to_date(local_ms);
    source.content_time = dicom::to_time(local_ms);
}

// As PN allows it (PS3.5 6.2): old tables have longer ones. The note keeps them whole.
std::string fitting_name(std::string_view name) {
    constexpr std::size_t most_groups = 3;
    constexpr std::size_t longest_group = 64;
    std::string fitting;
    for (std::size_t group = 0, begin = 0; group < most_groups && begin <= name.size(); ++group) {
        const std::size_t end = std::min(name.find('=', begin), name.size());
        if (group > 0) fitting += '=';
        fitting += base::first_characters(name.substr(begin, end - begin), longest_group);
        begin = end + 1;
    }
    return fitting;
}

std::vector<note::Observer> observers_of(const CreatableNote& note) {
    std::vector<note::Observer> observers = note.observers;
    if (observers.empty() && !note.author.empty()) observers.emplace_back().name = note.author;
    for (note::Observer& observer : observers) {
        if (observer.type == note::ObserverType::person) observer.name = fitting_name(observer.name);
    }
    return observers;
}

// The exact English meaning of the standard, which some readers go by.
note::Code title_of(const CreatableNote& note) {
    const note::Term* const known = note::find_document_title(note.title);
    return known != nullptr ? known->code() : note.title;
}

// PS3.3 Table C.17-3c: one for each accession number and requested procedure.
void add_requests(std::vector<note::KosdRequest>& requests, const StudyOfCopy& copy) {
    const note::KosdStudy& study = copy.study;
    const auto add = [&requests](note::KosdRequest request) {
        const bool is_known = std::ranges::find(requests, request) != requests.end();
        const bool says_something = !request.accession_number.empty() || !request.requested_procedure_id.empty();
        if (says_something && !is_known) requests.push_back(std::move(request));
    };
    for (const dicom::RequestAttributes& said : copy.context.requests) {
        const std::string& accession = said.accession_number.empty() ? study.accession_number : said.accession_number;
        add({study.study_instance_uid, accession, said.requested_procedure_id, said.requested_procedure_description,
             said.placer_order_number, said.filler_order_number});
    }
    if (copy.context.requests.empty()) add({study.study_instance_uid, study.accession_number, "", "", "", ""});
}

std::optional<note::KosdOrigin> origin_of(const CreatableNote& note) {
    if (!note.repaired) return std::nullopt;
    const database::RepairedKosd& repaired = *note.repaired;
    return note::KosdOrigin{repaired.sop_instance_uid, dicom::to_date_time({repaired.repaired_ms, 0}),
                            fmt::format("Repaired reading of the Key Object Selection Document {}: {}",
                                        repaired.sop_instance_uid, fmt::join(repaired.rules, ", "))};
}

// What General Equipment says of us: another one needs another series.
std::string equipment_text(const note::KosdEquipment& equipment) {
    return fmt::format("{}|{}|{}|{}|{}|{}", equipment.manufacturer, equipment.model_name, equipment.serial_number,
                       equipment.software_versions, equipment.institution_name, equipment.station_name);
}

PlacedObject document_in(const CreatableNote& note, const std::string& study, const KosdIdentity& identity) {
    return {study, note::kosd_series_instance_uid(identity.installation, study, equipment_text(identity.equipment)),
            std::string{dicom::uid::KeyObjectSelectionDocumentStorage},
            note::kosd_sop_instance_uid(identity.installation, note.uuid, note.version, study)};
}

}  // namespace

Selection select(const CreatableNote& note) {
    Selection selection;
    std::set<std::string> studies;
    for (const CreatableReference& reference : note.references) {
        if (reference.object.is_hidden) {
            selection.omitted.push_back(reference.object.place.sop_instance_uid);
            continue;
        }
        require_place(note, reference.object);
        KosdReference written;
        written.object = reference.object.place;
        written.type = note::reference_type_of(written.object.sop_class_uid, reference.object.has_rows_and_columns);
        if (written.type == note::ReferenceType::image) {
            written.frames = frames_of(reference);
            if (reference.presentation_state && reference.presentation_state->is_hidden) {
                selection.omitted.push_back(reference.presentation_state->place.sop_instance_uid);
            } else if (reference.presentation_state) {
                require_place(note, *reference.presentation_state);
                written.presentation_state = reference.presentation_state->place;
                studies.insert(written.presentation_state->study_instance_uid);
            }
        }
        studies.insert(written.object.study_instance_uid);
        selection.references.push_back(std::move(written));
    }
    selection.studies.assign(studies.begin(), studies.end());
    return selection;
}

std::vector<std::string> unplaced_references(const CreatableNote& note) {
    std::vector<std::string> unplaced;
    const auto look_at = [&unplaced](const SelectedObject& object) {
        const bool is_unplaced = !object.is_hidden && !missing_of(object.place).empty();
        if (is_unplaced) unplaced.push_back(object.place.sop_instance_uid);
    };
    for (const CreatableReference& reference : note.references) {
        look_at(reference.object);
        if (reference.presentation_state) look_at(*reference.presentation_state);
    }
    return unplaced;
}

void require_one_patient(const CreatableNote& note, const std::vector<note::KosdStudy>& studies) {
    const auto known = [](const note::NotePatient& patient) {
        return note::KnownPatient{patient.id, patient.issuer_of_id, patient.name, patient.birth_date};
    };
    for (std::size_t i = 1; i < studies.size(); ++i) {
        if (note::can_be_same_patient(known(studies.front().patient), known(studies[i].patient))) continue;
        throw base::Error{
            base::ErrorKind::invalid,
            fmt::format("the note refers to objects of different patients: those of study {} and of study {}. Find out "
                        "whose note it is, and leave the other's objects out: kinote notes edit {} --drop OBJECT",
                        studies.front().study_instance_uid, studies[i].study_instance_uid, note.uuid)};
    }
}

std::vector<KosdSource> build_kosd_sources(const CreatableNote& note, const Selection& selection,
                                           const std::map<std::string, StudyOfCopy>& studies,
                                           const KosdIdentity& identity, std::int64_t now_ms) {
    KosdSource common;
    common.equipment = identity.equipment;
    common.series_number = identity.series_number;
    common.series_description = identity.series_description;
    common.instance_creator_uid = "2.25." + base::decimal(identity.installation);
    common.title = title_of(note);
    common.modifiers = note.modifiers;
    common.description = note.description;
    common.language = note.language;
    common.observers = observers_of(note);
    common.references = selection.references;
    common.origin = origin_of(note);
    std::vector<PlacedObject> documents;
    for (const std::string& study : selection.studies) {
        documents.push_back(document_in(note, study, identity));
        add_requests(common.requests, studies.at(study));
    }
    std::vector<KosdSource> sources;
    for (const PlacedObject& document : documents) {
        KosdSource source = common;
        const StudyOfCopy& copy = studies.at(document.study_instance_uid);
        source.study = copy.study;
        source.study.is_identity_removed = copy.context.is_identity_removed;
        source.study.deidentification_method = copy.context.deidentification_method;
        source.timezone_offset = copy.context.timezone_offset;
        source.sop_instance_uid = document.sop_instance_uid;
        source.series_instance_uid = document.series_instance_uid;
        set_times(source, note, now_ms);
        for (const PlacedObject& other : documents) {
            if (other != document) source.identical_documents.push_back(other);
        }
        sources.push_back(std::move(source));
    }
    return sources;
}

}  // namespace kinote::object_creator
