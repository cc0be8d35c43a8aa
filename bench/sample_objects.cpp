#include "sample_objects.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

#include "dicom/element_writer.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "dicom/vr.hpp"

namespace kinote::bench {
namespace {

namespace tag = dicom::tag;
using dicom::ElementWriter;
using dicom::Vr;

void write_code(ElementWriter& writer, dicom::Tag sequence, std::string_view value, std::string_view meaning) {
    writer.begin_sequence(sequence);
    writer.begin_item();
    writer.text(tag::CodeValue, Vr::SH, value);
    writer.text(tag::CodingSchemeDesignator, Vr::SH, "DCM");
    writer.text(tag::CodeMeaning, Vr::LO, meaning);
    writer.end_item();
    writer.end_sequence();
}

void write_object(ElementWriter& writer, const SampleIdentity& identity, int number) {
    writer.begin_item();
    writer.text(tag::ReferencedSOPClassUID, Vr::UI, dicom::uid::CTImageStorage);
    writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, identity.sop_instance_uid + "." + std::to_string(number));
    writer.end_item();
}

void write_patient(ElementWriter& writer, const SampleIdentity& identity) {
    writer.text(tag::PatientName, Vr::PN, "M\xC3\xBCller^J\xC3\xBCrgen");
    writer.text(tag::PatientID, Vr::LO, identity.patient_id);
    writer.text(tag::PatientBirthDate, Vr::DA, "19600101");
    writer.text(tag::PatientSex, Vr::CS, "M");
}

void write_header(ElementWriter& writer, const SampleIdentity& identity) {
    writer.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192");
    writer.text(tag::SOPClassUID, Vr::UI, dicom::uid::KeyObjectSelectionDocumentStorage);
    writer.text(tag::SOPInstanceUID, Vr::UI, identity.sop_instance_uid);
    writer.text(tag::StudyDate, Vr::DA, "20240105");
    writer.text(tag::ContentDate, Vr::DA, "20240105");
    writer.text(tag::StudyTime, Vr::TM, "101500");
    writer.text(tag::ContentTime, Vr::TM, "121314");
    writer.text(tag::AccessionNumber, Vr::SH, "ACC-1");
    writer.text(tag::Modality, Vr::CS, "KO");
    writer.text(tag::Manufacturer, Vr::LO, "Maker");
    writer.text(tag::ReferringPhysicianName, Vr::PN, "Referrer^Rita");
    writer.begin_sequence(tag::ReferencedPerformedProcedureStepSequence);
    writer.end_sequence();
    write_patient(writer, identity);
    writer.text(tag::StudyInstanceUID, Vr::UI, identity.study_instance_uid);
    writer.text(tag::SeriesInstanceUID, Vr::UI, identity.series_instance_uid);
    writer.text(tag::StudyID, Vr::SH, "ST1");
    writer.text(tag::SeriesNumber, Vr::IS, "9001");
    writer.text(tag::InstanceNumber, Vr::IS, "1");
    writer.text(tag::ValueType, Vr::CS, "CONTAINER");
    write_code(writer, tag::ConceptNameCodeSequence, "113000", "Of Interest");
    writer.text(tag::ContinuityOfContent, Vr::CS, "SEPARATE");
}

void write_evidence(ElementWriter& writer, const SampleIdentity& identity, int references) {
    writer.begin_sequence(tag::CurrentRequestedProcedureEvidenceSequence);
    writer.begin_item();
    writer.begin_sequence(tag::ReferencedSeriesSequence);
    writer.begin_item();
    writer.begin_sequence(tag::ReferencedSOPSequence);
    for (int number = 1; number <= references; ++number) write_object(writer, identity, number);
    writer.end_sequence();
    writer.text(tag::SeriesInstanceUID, Vr::UI, identity.study_instance_uid + ".9");
    writer.end_item();
    writer.end_sequence();
    writer.text(tag::StudyInstanceUID, Vr::UI, identity.study_instance_uid);
    writer.end_item();
    writer.end_sequence();
    writer.begin_sequence(tag::ContentTemplateSequence);
    writer.begin_item();
    writer.text(tag::MappingResource, Vr::CS, "DCMR");
    writer.text(tag::TemplateIdentifier, Vr::CS, "2010");
    writer.end_item();
    writer.end_sequence();
}

void write_content(ElementWriter& writer, const SampleIdentity& identity, int references) {
    writer.begin_sequence(tag::ContentSequence);
    writer.begin_item();
    writer.text(tag::RelationshipType, Vr::CS, "CONTAINS");
    writer.text(tag::ValueType, Vr::CS, "TEXT");
    write_code(writer, tag::ConceptNameCodeSequence, "113012", "Key Object Description");
    writer.text(tag::TextValue, Vr::UT, "Nodule in the left upper lobe, see frames");
    writer.end_item();
    for (int number = 1; number <= references; ++number) {
        writer.begin_item();
        writer.begin_sequence(tag::ReferencedSOPSequence);
        write_object(writer, identity, number);
        writer.end_sequence();
        writer.text(tag::RelationshipType, Vr::CS, "CONTAINS");
        writer.text(tag::ValueType, Vr::CS, "IMAGE");
        writer.end_item();
    }
    writer.end_sequence();
}

void write_pixels(ElementWriter& writer, int frames, std::uint16_t side) {
    writer.unsigned_short(tag::SamplesPerPixel, 1);
    writer.text(tag::PhotometricInterpretation, Vr::CS, "MONOCHROME2");
    if (frames > 1) writer.text(tag::NumberOfFrames, Vr::IS, std::to_string(frames));
    writer.unsigned_short(tag::Rows, side);
    writer.unsigned_short(tag::Columns, side);
    writer.unsigned_short(tag::BitsAllocated, 16);
    writer.unsigned_short(tag::BitsStored, 12);
    writer.unsigned_short(tag::HighBit, 11);
    writer.unsigned_short(tag::PixelRepresentation, 0);
    std::vector<std::byte> pixels(std::size_t{2} * side * side * static_cast<std::size_t>(frames));
    for (std::size_t i = 0; i < pixels.size(); i += 2) {  // no two rows alike, within 12 bits
        pixels[i] = static_cast<std::byte>((i * 7919) >> 8U);
        pixels[i + 1] = static_cast<std::byte>((i / 1024) % 16);
    }
    writer.bytes(tag::PixelData, Vr::OW, pixels);
}

}  // namespace

SampleIdentity sample_identity(std::string_view root, int number, int objects_per_study) {
    const std::string prefix{root};
    const std::string study = std::to_string(number / objects_per_study + 1);
    return {prefix + ".1." + study, prefix + ".2." + study, prefix + ".3." + std::to_string(number + 1),
            prefix.substr(prefix.rfind('.') + 1) + "-" + study};
}

std::vector<std::byte> make_kosd(const SampleIdentity& identity, int references) {
    ElementWriter writer;
    write_header(writer, identity);
    write_evidence(writer, identity, references);
    write_content(writer, identity, references);
    return writer.take();
}

std::vector<std::byte> make_ct_image(const SampleIdentity& identity, int frames, std::uint16_t side) {
    ElementWriter writer;
    writer.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192");
    writer.text(tag::SOPClassUID, Vr::UI, dicom::uid::CTImageStorage);
    writer.text(tag::SOPInstanceUID, Vr::UI, identity.sop_instance_uid);
    writer.text(tag::StudyDate, Vr::DA, "20240105");
    writer.text(tag::StudyTime, Vr::TM, "101500");
    writer.text(tag::AccessionNumber, Vr::SH, "ACC-1");
    writer.text(tag::Modality, Vr::CS, "CT");
    write_patient(writer, identity);
    writer.text(tag::StudyInstanceUID, Vr::UI, identity.study_instance_uid);
    writer.text(tag::SeriesInstanceUID, Vr::UI, identity.series_instance_uid);
    writer.text(tag::StudyID, Vr::SH, "ST1");
    writer.text(tag::SeriesNumber, Vr::IS, "1");
    writer.text(tag::InstanceNumber, Vr::IS, "1");
    write_pixels(writer, frames, side);
    return writer.take();
}

std::vector<std::byte> as_part_10(std::string_view sop_class_uid, const SampleIdentity& identity,
                                  const std::vector<std::byte>& data_set) {
    std::vector<std::byte> object =
        dicom::make_file_meta({sop_class_uid, identity.sop_instance_uid, dicom::uid::ExplicitVRLittleEndian, ""});
    object.insert(object.end(), data_set.begin(), data_set.end());
    return object;
}

}  // namespace kinote::bench
