#include "exporter/rejection_note.hpp"

#include <fmt/format.h>

#include <string_view>

#include "dicom/date_time.hpp"
#include "note/code.hpp"
#include "note/kos_writer.hpp"
#include "note/kosd_uid.hpp"

namespace kinote::exporter {
namespace {

constexpr std::string_view series_number = "9002";  // beside the key image notes'
constexpr std::string_view series_description = "Rejection Notes";

// The series of a study's rejection notes is not that of its key image notes.
std::string series_uid(const RejectionNoteIdentity& identity, const std::string& study_instance_uid) {
    const note::KosdEquipment& equipment = identity.equipment;
    return note::kosd_series_instance_uid(
        identity.installation, study_instance_uid,
        fmt::format("rejection|{}|{}|{}|{}|{}|{}", equipment.manufacturer, equipment.model_name,
                    equipment.serial_number, equipment.software_versions, equipment.institution_name,
                    equipment.station_name));
}

}  // namespace

std::vector<std::byte> write_rejection_note(const RejectionNoteIdentity& identity, const RejectionNoteContent& content,
                                            std::int64_t now_ms) {
    note::KosdSource source;
    source.study = content.study;
    source.equipment = identity.equipment;
    source.sop_instance_uid = content.sop_instance_uid;
    source.series_instance_uid = series_uid(identity, content.study.study_instance_uid);
    source.series_number = series_number;
    source.series_description = series_description;
    source.instance_number = std::to_string(content.number);
    source.content_date = dicom::to_date(now_ms);
    source.content_time = dicom::to_time(now_ms);
    source.observation_date_time = dicom::to_date_time({now_ms, 0});
    source.instance_creator_uid = "2.25." + base::decimal(identity.installation);
    source.title = note::term::DataRetentionPolicyExpired.code();
    for (const database::WithdrawnObject& object : content.objects) {
        note::KosdReference reference;
        reference.object = {content.study.study_instance_uid, object.series_instance_uid, object.sop_class_uid,
                            object.sop_instance_uid};
        reference.type = note::reference_type_of(object.sop_class_uid, false);
        source.references.push_back(std::move(reference));
    }
    return note::write_kosd(source);
}

}  // namespace kinote::exporter
