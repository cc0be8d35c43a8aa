#include "object_creator/index_lookup.hpp"

#include "database/study_table.hpp"

namespace kinote::object_creator {

IndexLookup::IndexLookup(database::Connection& connection, const database::ObjectInPlace& kosd,
                         std::span<const std::string_view> sop_instance_uids)
    : connection_{connection}, kosd_{kosd} {
    for (database::InstanceSummary& found : database::find_instances(connection, sop_instance_uids)) {
        objects_.emplace(std::move(found.sop_instance_uid),
                         note::KnownObject{std::move(found.sop_class_uid), std::move(found.study_instance_uid),
                                           std::move(found.series_instance_uid), found.number_of_frames});
    }
}

std::optional<note::KnownObject> IndexLookup::find_object(std::string_view sop_instance_uid) const {
    const auto found = objects_.find(sop_instance_uid);
    return found == objects_.end() ? std::nullopt : std::optional{found->second};
}

bool IndexLookup::is_series_of_other_modality(std::string_view series_instance_uid) const {
    if (series_instance_uid == kosd_.series_instance_uid) return kosd_.is_among_other_modality;
    return database::is_series_of_other_modality(connection_, series_instance_uid);
}

std::optional<note::KnownPatient> IndexLookup::patient_of_study(std::string_view study_instance_uid) const {
    if (study_instance_uid == kosd_.object.study_instance_uid) {
        return note::KnownPatient{kosd_.patient_id, kosd_.issuer_of_patient_id, kosd_.patient_name, kosd_.birth_date};
    }
    const std::optional<database::StudyRow> study = database::find_study(connection_, study_instance_uid);
    if (!study) return std::nullopt;
    const database::PatientAttributes& patient = study->patient_attributes;
    return note::KnownPatient{patient.patient_id, patient.issuer_of_patient_id, patient.patient_name,
                              patient.birth_date};
}

}  // namespace kinote::object_creator
