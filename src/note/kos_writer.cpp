#include "note/kos_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "note/content_writer.hpp"
#include "note/document_title.hpp"

namespace kinote::note {
namespace {

using dicom::ElementWriter;
using dicom::Vr;
namespace tag = dicom::tag;

[[noreturn]] void refuse(const std::string& reason) {
    throw base::Error{base::ErrorKind::invalid, "this note cannot become a document: " + reason};
}

void check_placed(const PlacedObject& object) {
    for (const auto& [name, uid] : {std::pair{"study", &object.study_instance_uid},
                                    {"series", &object.series_instance_uid},
                                    {"SOP class", &object.sop_class_uid},
                                    {"SOP instance", &object.sop_instance_uid}}) {
        if (uid->empty())
            refuse(fmt::format("the {} of its reference to {} is not known", name, object.sop_instance_uid));
        if (!dicom::is_valid_uid(*uid)) refuse(fmt::format("'{}' is no UID", *uid));
    }
}

void check_title(const KosdSource& source) {
    if (source.title.is_empty() || source.title.meaning.empty()) refuse("it has no title");
    const auto allowed = required_modifiers(source.title);
    if (allowed.empty()) return;
    const bool has_one = std::ranges::any_of(source.modifiers, [&](const Code& modifier) {
        return std::ranges::any_of(allowed, [&](const Term& term) { return modifier == term; });
    });
    if (!has_one) refuse(fmt::format("its title {} needs a modifier that says more", source.title.meaning));
}

void check_references(const KosdSource& source) {
    if (source.references.empty()) refuse("it has no references");
    std::set<std::string> studies;
    for (const KosdReference& reference : source.references) {
        check_placed(reference.object);
        if (reference.object.sop_instance_uid == source.sop_instance_uid) refuse("it references itself");
        if (reference.presentation_state) check_placed(*reference.presentation_state);
        studies.insert(reference.object.study_instance_uid);
        if (reference.presentation_state) studies.insert(reference.presentation_state->study_instance_uid);
        const bool is_ascending =
            std::ranges::adjacent_find(reference.frames, std::greater_equal{}) == reference.frames.end();
        if (!reference.frames.empty() && (reference.frames.front() < 1 || !is_ascending)) {
            refuse(fmt::format("the frames of {} are not in order", reference.object.sop_instance_uid));
        }
    }
    if (!studies.contains(source.study.study_instance_uid)) refuse("it is filed in a study that it does not reference");
    if (source.identical_documents.size() + 1 != studies.size()) {
        refuse("each of its studies needs a copy, and each copy names the others");
    }
}

// PS3.3 Table C.17-3: study, series, object, each once and in the order of their UIDs.
using PlacedEvidence = std::map<std::string, std::map<std::string, std::map<std::string, std::string>>>;

void add_evidence(PlacedEvidence& evidence, const PlacedObject& object) {
    const auto [entry, is_new] = evidence[object.study_instance_uid][object.series_instance_uid].try_emplace(
        object.sop_instance_uid, object.sop_class_uid);
    if (!is_new && entry->second != object.sop_class_uid) {
        refuse(fmt::format("it names two SOP classes for {}", object.sop_instance_uid));
    }
}

PlacedEvidence evidence_of(const KosdSource& source) {
    PlacedEvidence evidence;
    for (const KosdReference& reference : source.references) {
        add_evidence(evidence, reference.object);
        if (reference.presentation_state) add_evidence(evidence, *reference.presentation_state);
    }
    return evidence;
}

void write_hierarchy(ElementWriter& writer, dicom::Tag sequence, const PlacedEvidence& evidence,
                     const std::string& retrieve_ae_title) {
    writer.begin_sequence(sequence);
    for (const auto& [study, series] : evidence) {
        writer.begin_item();
        writer.begin_sequence(tag::ReferencedSeriesSequence);
        for (const auto& [series_uid, objects] : series) {
            writer.begin_item();
            if (!retrieve_ae_title.empty()) writer.text(tag::RetrieveAETitle, Vr::AE, retrieve_ae_title);
            writer.begin_sequence(tag::ReferencedSOPSequence);
            for (const auto& [object, sop_class] : objects) {
                writer.begin_item();
                writer.text(tag::ReferencedSOPClassUID, Vr::UI, sop_class);
                writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, object);
                writer.end_item();
            }
            writer.end_sequence();
            writer.text(tag::SeriesInstanceUID, Vr::UI, series_uid);
            writer.end_item();
        }
        writer.end_sequence();
        writer.text(tag::StudyInstanceUID, Vr::UI, study);
        writer.end_item();
    }
    writer.end_sequence();
}

void write_empty_sequence(ElementWriter& writer, dicom::Tag sequence) {
    writer.begin_sequence(sequence);
    writer.end_sequence();
}

void write_if_any(ElementWriter& writer, dicom::Tag element, Vr vr, const std::string& value) {
    if (!value.empty()) writer.text(element, vr, value);
}

void write_group_8(ElementWriter& writer, const KosdSource& source) {
    const KosdStudy& study = source.study;
    writer.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192");
    writer.text(tag::InstanceCreationDate, Vr::DA, source.content_date);
    writer.text(tag::InstanceCreationTime, Vr::TM, source.content_time);
    write_if_any(writer, tag::InstanceCreatorUID, Vr::UI, source.instance_creator_uid);
    writer.text(tag::SOPClassUID, Vr::UI, dicom::uid::KeyObjectSelectionDocumentStorage);
    writer.text(tag::SOPInstanceUID, Vr::UI, source.sop_instance_uid);
    writer.text(tag::StudyDate, Vr::DA, study.study_date);
    writer.text(tag::ContentDate, Vr::DA, source.content_date);
    writer.text(tag::StudyTime, Vr::TM, study.study_time);
    writer.text(tag::ContentTime, Vr::TM, source.content_time);
    writer.text(tag::AccessionNumber, Vr::SH, single_value(study.accession_number));
    writer.text(tag::Modality, Vr::CS, "KO");
    writer.text(tag::Manufacturer, Vr::LO, single_value(source.equipment.manufacturer));
    write_if_any(writer, tag::InstitutionName, Vr::LO, single_value(source.equipment.institution_name));
    writer.text(tag::ReferringPhysicianName, Vr::PN, single_value(study.referring_physician_name));
    write_if_any(writer, tag::TimezoneOffsetFromUTC, Vr::SH, source.timezone_offset);
    write_if_any(writer, tag::StationName, Vr::SH, single_value(source.equipment.station_name));
    write_if_any(writer, tag::StudyDescription, Vr::LO, single_value(study.description));
    write_if_any(writer, tag::SeriesDescription, Vr::LO, single_value(source.series_description));
    write_if_any(writer, tag::ManufacturerModelName, Vr::LO, single_value(source.equipment.model_name));
    write_empty_sequence(writer, tag::ReferencedPerformedProcedureStepSequence);
}

// PS3.3 C.12.1: what we did to a document of another maker.
void write_contribution(ElementWriter& writer, const KosdSource& source) {
    const KosdEquipment& ours = source.equipment;
    constexpr std::size_t longest_description = 1'024;  // of VR ST
    writer.begin_sequence(tag::ContributingEquipmentSequence);
    writer.begin_item();
    writer.text(tag::Manufacturer, Vr::LO, ours.manufacturer.empty() ? "kinote" : single_value(ours.manufacturer));
    write_if_any(writer, tag::InstitutionName, Vr::LO, single_value(ours.institution_name));
    write_if_any(writer, tag::StationName, Vr::SH, single_value(ours.station_name));
    write_if_any(writer, tag::ManufacturerModelName, Vr::LO, single_value(ours.model_name));
    write_if_any(writer, tag::SoftwareVersions, Vr::LO, single_value(ours.software_versions));
    write_if_any(writer, tag::ContributionDateTime, Vr::DT, source.origin->repaired_at);
    writer.text(tag::ContributionDescription, Vr::ST,
                base::first_characters(source.origin->description, longest_description));
    write_code(writer, tag::PurposeOfReferenceCodeSequence, term::ModifyingEquipment.code());
    writer.end_item();
    writer.end_sequence();
}

// PS3.3 C.12.1: the document that this one was made from.
void write_conversion_source(ElementWriter& writer, const KosdOrigin& origin) {
    writer.begin_sequence(tag::ConversionSourceAttributesSequence);
    writer.begin_item();
    writer.text(tag::ReferencedSOPClassUID, Vr::UI, dicom::uid::KeyObjectSelectionDocumentStorage);
    writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, origin.sop_instance_uid);
    writer.end_item();
    writer.end_sequence();
}

void write_patient_and_study(ElementWriter& writer, const KosdSource& source) {
    const NotePatient& patient = source.study.patient;
    writer.text(tag::PatientName, Vr::PN, single_value(patient.name));
    writer.text(tag::PatientID, Vr::LO, single_value(patient.id));
    write_if_any(writer, tag::IssuerOfPatientID, Vr::LO, single_value(patient.issuer_of_id));
    writer.text(tag::PatientBirthDate, Vr::DA, patient.birth_date);
    writer.text(tag::PatientSex, Vr::CS, patient.sex);
    if (source.study.is_identity_removed) {
        writer.text(tag::PatientIdentityRemoved, Vr::CS, "YES");
        const std::string& method = source.study.deidentification_method;
        writer.text(tag::DeidentificationMethod, Vr::LO, method.empty() ? "not told" : single_value(method));
    }
    write_if_any(writer, tag::DeviceSerialNumber, Vr::LO, single_value(source.equipment.serial_number));
    write_if_any(writer, tag::SoftwareVersions, Vr::LO, single_value(source.equipment.software_versions));
    if (source.origin) write_contribution(writer, source);
    writer.text(tag::StudyInstanceUID, Vr::UI, source.study.study_instance_uid);
    writer.text(tag::SeriesInstanceUID, Vr::UI, source.series_instance_uid);
    writer.text(tag::StudyID, Vr::SH, single_value(source.study.study_id));
    writer.text(tag::SeriesNumber, Vr::IS, source.series_number);
    writer.text(tag::InstanceNumber, Vr::IS, source.instance_number);
    if (source.origin) write_conversion_source(writer, *source.origin);
}

void write_requests(ElementWriter& writer, const KosdSource& source) {
    if (source.requests.empty()) return;
    writer.begin_sequence(tag::ReferencedRequestSequence);
    for (const KosdRequest& request : source.requests) {
        writer.begin_item();
        writer.text(tag::AccessionNumber, Vr::SH, single_value(request.accession_number));
        write_empty_sequence(writer, tag::ReferencedStudySequence);
        writer.text(tag::StudyInstanceUID, Vr::UI, request.study_instance_uid);
        writer.text(tag::RequestedProcedureDescription, Vr::LO, single_value(request.requested_procedure_description));
        write_empty_sequence(writer, tag::RequestedProcedureCodeSequence);
        writer.text(tag::RequestedProcedureID, Vr::SH, single_value(request.requested_procedure_id));
        writer.text(tag::PlacerOrderNumberImagingServiceRequest, Vr::LO, single_value(request.placer_order_number));
        writer.text(tag::FillerOrderNumberImagingServiceRequest, Vr::LO, single_value(request.filler_order_number));
        writer.end_item();
    }
    writer.end_sequence();
}

void write_document(ElementWriter& writer, const KosdSource& source) {
    write_if_any(writer, tag::ObservationDateTime, Vr::DT, source.observation_date_time);
    writer.text(tag::ValueType, Vr::CS, "CONTAINER");
    write_code(writer, tag::ConceptNameCodeSequence, source.title);
    writer.text(tag::ContinuityOfContent, Vr::CS, "SEPARATE");
    write_requests(writer, source);
    write_hierarchy(writer, tag::CurrentRequestedProcedureEvidenceSequence, evidence_of(source),
                    source.retrieve_ae_title);
    writer.begin_sequence(tag::ContentTemplateSequence);
    writer.begin_item();
    writer.text(tag::MappingResource, Vr::CS, "DCMR");
    writer.text(tag::MappingResourceUID, Vr::UI, dicom::uid::DCMR);
    writer.text(tag::TemplateIdentifier, Vr::CS, "2010");
    writer.end_item();
    writer.end_sequence();
    if (!source.identical_documents.empty()) {
        PlacedEvidence copies;
        for (const PlacedObject& copy : source.identical_documents) add_evidence(copies, copy);
        write_hierarchy(writer, tag::IdenticalDocumentsSequence, copies, "");
    }
    write_content(writer, source);
}

}  // namespace

std::vector<std::byte> write_kosd(const KosdSource& source) {
    check_title(source);
    check_references(source);
    std::vector<std::byte> object = dicom::make_file_meta({dicom::uid::KeyObjectSelectionDocumentStorage,
                                                           source.sop_instance_uid,
                                                           dicom::uid::ExplicitVRLittleEndian,
                                                           {}});
    ElementWriter writer;
    write_group_8(writer, source);
    write_patient_and_study(writer, source);
    write_document(writer, source);
    const std::vector<std::byte> data_set = writer.take();
    object.insert(object.end(), data_set.begin(), data_set.end());
    return object;
}

}  // namespace kinote::note
