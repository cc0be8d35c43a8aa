#include "media/sheet_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/utf8.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "note/content_writer.hpp"

namespace kinote::media {
namespace {

using dicom::ElementWriter;
using dicom::Vr;
using note::single_value;
namespace tag = dicom::tag;

constexpr std::size_t longest_title = 1'024;  // of VR ST

[[noreturn]] void refuse_sheet(const std::string& reason) {
    throw base::Error{base::ErrorKind::invalid, "this key image sheet cannot become an object: " + reason};
}

void check_sheet(const SheetObject& sheet) {
    for (const auto& [name, uid] : {std::pair{"study", &sheet.note.study.study_instance_uid},
                                    {"series", &sheet.series_instance_uid},
                                    {"SOP instance", &sheet.sop_instance_uid}}) {
        if (!dicom::is_valid_uid(*uid)) refuse_sheet(fmt::format("'{}' is no UID of its {}", *uid, name));
    }
    if (!sheet.pdf.starts_with("%PDF-")) refuse_sheet("it has no PDF");
    if (sheet.series_number.empty() || sheet.instance_number.empty()) refuse_sheet("it has no number");
}

void write_known(ElementWriter& writer, dicom::Tag element, Vr vr, const std::string& value) {
    if (!value.empty()) writer.text(element, vr, value);
}

void write_sheet_group_8(ElementWriter& writer, const SheetObject& sheet) {
    const note::KosdStudy& study = sheet.note.study;
    const note::KosdEquipment& equipment = sheet.note.equipment;
    writer.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192");
    writer.text(tag::InstanceCreationDate, Vr::DA, sheet.content_date);
    writer.text(tag::InstanceCreationTime, Vr::TM, sheet.content_time);
    write_known(writer, tag::InstanceCreatorUID, Vr::UI, sheet.note.instance_creator_uid);
    writer.text(tag::SOPClassUID, Vr::UI, dicom::uid::EncapsulatedPDFStorage);
    writer.text(tag::SOPInstanceUID, Vr::UI, sheet.sop_instance_uid);
    writer.text(tag::StudyDate, Vr::DA, study.study_date);
    writer.text(tag::ContentDate, Vr::DA, sheet.content_date);
    writer.text(tag::AcquisitionDateTime, Vr::DT, "");  // of what is shown there is no one time
    writer.text(tag::StudyTime, Vr::TM, study.study_time);
    writer.text(tag::ContentTime, Vr::TM, sheet.content_time);
    writer.text(tag::AccessionNumber, Vr::SH, single_value(study.accession_number));
    writer.text(tag::Modality, Vr::CS, "DOC");
    writer.text(tag::ConversionType, Vr::CS, "WSD");  // PS3.3 C.8.6.1: made at a workstation
    writer.text(tag::Manufacturer, Vr::LO, single_value(equipment.manufacturer));
    write_known(writer, tag::InstitutionName, Vr::LO, single_value(equipment.institution_name));
    writer.text(tag::ReferringPhysicianName, Vr::PN, single_value(study.referring_physician_name));
    write_known(writer, tag::TimezoneOffsetFromUTC, Vr::SH, sheet.note.timezone_offset);
    write_known(writer, tag::StationName, Vr::SH, single_value(equipment.station_name));
    write_known(writer, tag::StudyDescription, Vr::LO, single_value(study.description));
    write_known(writer, tag::SeriesDescription, Vr::LO, single_value(sheet.series_description));
    write_known(writer, tag::ManufacturerModelName, Vr::LO, single_value(equipment.model_name));
}

void write_sheet_patient(ElementWriter& writer, const SheetObject& sheet) {
    const note::KosdStudy& study = sheet.note.study;
    writer.text(tag::PatientName, Vr::PN, single_value(study.patient.name));
    writer.text(tag::PatientID, Vr::LO, single_value(study.patient.id));
    write_known(writer, tag::IssuerOfPatientID, Vr::LO, single_value(study.patient.issuer_of_id));
    writer.text(tag::PatientBirthDate, Vr::DA, study.patient.birth_date);
    writer.text(tag::PatientSex, Vr::CS, study.patient.sex);
    if (study.is_identity_removed) {
        writer.text(tag::PatientIdentityRemoved, Vr::CS, "YES");
        const std::string& method = study.deidentification_method;
        writer.text(tag::DeidentificationMethod, Vr::LO, method.empty() ? "not told" : single_value(method));
    }
    write_known(writer, tag::DeviceSerialNumber, Vr::LO, single_value(sheet.note.equipment.serial_number));
    write_known(writer, tag::SoftwareVersions, Vr::LO, single_value(sheet.note.equipment.software_versions));
    writer.text(tag::StudyInstanceUID, Vr::UI, study.study_instance_uid);
    writer.text(tag::SeriesInstanceUID, Vr::UI, sheet.series_instance_uid);
    writer.text(tag::StudyID, Vr::SH, single_value(study.study_id));
    writer.text(tag::SeriesNumber, Vr::IS, sheet.series_number);
    writer.text(tag::InstanceNumber, Vr::IS, sheet.instance_number);
}

using SourceInstance = std::pair<std::string_view, std::string_view>;  // its SOP class and itself

/// What the sheet was made from, the note itself first, each once.
std::vector<SourceInstance> source_instances(const note::KosdSource& source) {
    std::vector<SourceInstance> instances;
    const auto add = [&](std::string_view sop_class_uid, std::string_view sop_instance_uid) {
        const SourceInstance instance{sop_class_uid, sop_instance_uid};
        if (std::ranges::find(instances, instance) == instances.end()) instances.push_back(instance);
    };
    if (!source.sop_instance_uid.empty()) {
        add(dicom::uid::KeyObjectSelectionDocumentStorage, source.sop_instance_uid);
    }
    for (const note::KosdReference& reference : source.references) {
        add(reference.object.sop_class_uid, reference.object.sop_instance_uid);
        if (!reference.presentation_state) continue;
        add(reference.presentation_state->sop_class_uid, reference.presentation_state->sop_instance_uid);
    }
    return instances;
}

// PS3.3 C.24.2
void write_sources(ElementWriter& writer, const note::KosdSource& source) {
    const std::vector<SourceInstance> instances = source_instances(source);
    if (instances.empty()) return;
    writer.begin_sequence(tag::SourceInstanceSequence);
    for (const auto& [sop_class_uid, sop_instance_uid] : instances) {
        writer.begin_item();
        writer.text(tag::ReferencedSOPClassUID, Vr::UI, sop_class_uid);
        writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, sop_instance_uid);
        writer.end_item();
    }
    writer.end_sequence();
}

void write_sheet_document(ElementWriter& writer, const SheetObject& sheet) {
    writer.text(tag::BurnedInAnnotation, Vr::CS, "YES");  // its patient stands on it
    if (sheet.note.title.is_empty()) {
        writer.begin_sequence(tag::ConceptNameCodeSequence);
        writer.end_sequence();
    } else {
        note::write_code(writer, tag::ConceptNameCodeSequence, sheet.note.title);
    }
    writer.text(tag::DocumentTitle, Vr::ST, base::first_characters(sheet.document_title, longest_title));
    writer.bytes(tag::EncapsulatedDocument, Vr::OB, std::as_bytes(std::span{sheet.pdf}));
    writer.text(tag::MIMETypeOfEncapsulatedDocument, Vr::LO, "application/pdf");
    write_sources(writer, sheet.note);
    writer.unsigned_long(tag::EncapsulatedDocumentLength, static_cast<std::uint32_t>(sheet.pdf.size()));
}

std::string sheet_uid_of(const base::Uuid& installation, const std::string& name) {
    return "2.25." + base::decimal(base::name_based_uuid(installation, name));
}

}  // namespace

std::vector<std::byte> write_sheet_object(const SheetObject& sheet) {
    check_sheet(sheet);
    std::vector<std::byte> object = dicom::make_file_meta(
        {dicom::uid::EncapsulatedPDFStorage, sheet.sop_instance_uid, dicom::uid::ExplicitVRLittleEndian, {}});
    ElementWriter writer;
    write_sheet_group_8(writer, sheet);
    write_sheet_patient(writer, sheet);
    write_sheet_document(writer, sheet);
    const std::vector<std::byte> data_set = writer.take();
    object.insert(object.end(), data_set.begin(), data_set.end());
    return object;
}

std::string sheet_sop_instance_uid(const base::Uuid& installation, std::string_view note_uuid, std::int64_t version,
                                   std::string_view contents) {
    return sheet_uid_of(installation,
                        fmt::format("kin/v1/sheet|note={}|version={}|contents={}",
                                    base::to_string(base::parse_uuid(note_uuid)), version, base::sha256_hex(contents)));
}

std::string sheet_series_instance_uid(const base::Uuid& installation, std::string_view study_instance_uid,
                                      std::string_view equipment) {
    return sheet_uid_of(installation, fmt::format("kin/v1/sheets|study={}|device={}", study_instance_uid, equipment));
}

}  // namespace kinote::media
