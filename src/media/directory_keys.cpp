#include "media/directory_keys.hpp"

#include <algorithm>
#include <array>

#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"

namespace kinote::media {
namespace {

using dicom::Vr;
using enum KeyNeed;
namespace tag = dicom::tag;

constexpr dicom::Tag hl7_instance_identifier{0x0040, 0xE001};  // of clinical documents (CDA)

constexpr std::array patient_keys{
    RecordKey{tag::PatientName, Vr::PN, element},
    RecordKey{tag::PatientID, Vr::LO, value},
    RecordKey{tag::PatientBirthDate, Vr::DA, where_any},
    RecordKey{tag::PatientSex, Vr::CS, where_any},
};
constexpr std::array study_keys{
    RecordKey{tag::StudyDate, Vr::DA, value},         RecordKey{tag::StudyTime, Vr::TM, value},
    RecordKey{tag::AccessionNumber, Vr::SH, element}, RecordKey{tag::StudyDescription, Vr::LO, element},
    RecordKey{tag::StudyInstanceUID, Vr::UI, value},  RecordKey{tag::StudyID, Vr::SH, value},
};
constexpr std::array series_keys{
    RecordKey{tag::Modality, Vr::CS, value},
    RecordKey{tag::SeriesDescription, Vr::LO, where_any},
    RecordKey{tag::SeriesInstanceUID, Vr::UI, value},
    RecordKey{tag::SeriesNumber, Vr::IS, value},
};
constexpr std::array image_keys{
    RecordKey{tag::ImageType, Vr::CS, where_any},
    RecordKey{tag::InstanceNumber, Vr::IS, value},
};
constexpr std::array key_object_keys{
    RecordKey{tag::ContentDate, Vr::DA, value},         RecordKey{tag::ContentTime, Vr::TM, value},
    RecordKey{tag::InstanceNumber, Vr::IS, value},      RecordKey{tag::ConceptNameCodeSequence, Vr::SQ, value},
    RecordKey{tag::ContentSequence, Vr::SQ, where_any},
};
constexpr std::array sr_document_keys{
    RecordKey{tag::ContentDate, Vr::DA, value},
    RecordKey{tag::ContentTime, Vr::TM, value},
    RecordKey{tag::InstanceNumber, Vr::IS, value},
    RecordKey{tag::VerificationDateTime, Vr::DT, where_any},
    RecordKey{tag::ConceptNameCodeSequence, Vr::SQ, value},
    RecordKey{tag::CompletionFlag, Vr::CS, value},
    RecordKey{tag::VerificationFlag, Vr::CS, value},
    RecordKey{tag::ContentSequence, Vr::SQ, where_any},
};
constexpr std::array presentation_keys{
    RecordKey{tag::ReferencedSeriesSequence, Vr::SQ, where_any},
    RecordKey{tag::InstanceNumber, Vr::IS, value},
    RecordKey{tag::ContentLabel, Vr::CS, value},
    RecordKey{tag::ContentDescription, Vr::LO, element},
    RecordKey{tag::PresentationCreationDate, Vr::DA, value},
    RecordKey{tag::PresentationCreationTime, Vr::TM, value},
    RecordKey{tag::ContentCreatorName, Vr::PN, element},
};
constexpr std::array dated_keys{
    RecordKey{tag::ContentDate, Vr::DA, value},
    RecordKey{tag::ContentTime, Vr::TM, value},
    RecordKey{tag::InstanceNumber, Vr::IS, value},
};
constexpr std::array labelled_keys{
    RecordKey{tag::ContentDate, Vr::DA, value},          RecordKey{tag::ContentTime, Vr::TM, value},
    RecordKey{tag::InstanceNumber, Vr::IS, value},       RecordKey{tag::ContentLabel, Vr::CS, value},
    RecordKey{tag::ContentDescription, Vr::LO, element}, RecordKey{tag::ContentCreatorName, Vr::PN, element},
};
constexpr std::array encapsulated_keys{
    RecordKey{tag::ContentDate, Vr::DA, element},
    RecordKey{tag::ContentTime, Vr::TM, element},
    RecordKey{tag::InstanceNumber, Vr::IS, value},
    RecordKey{tag::ConceptNameCodeSequence, Vr::SQ, element},
    RecordKey{hl7_instance_identifier, Vr::ST, where_any},
    RecordKey{tag::DocumentTitle, Vr::ST, element},
    RecordKey{tag::MIMETypeOfEncapsulatedDocument, Vr::LO, value},
};
constexpr std::array dose_keys{
    RecordKey{tag::InstanceNumber, Vr::IS, value},
    RecordKey{tag::DoseSummationType, Vr::CS, value},
};
constexpr std::array structure_set_keys{
    RecordKey{tag::InstanceNumber, Vr::IS, value},
    RecordKey{tag::StructureSetLabel, Vr::SH, value},
    RecordKey{tag::StructureSetDate, Vr::DA, element},
    RecordKey{tag::StructureSetTime, Vr::TM, element},
};
constexpr std::array plan_keys{
    RecordKey{tag::InstanceNumber, Vr::IS, value},
    RecordKey{tag::RTPlanLabel, Vr::SH, value},
    RecordKey{tag::RTPlanDate, Vr::DA, element},
    RecordKey{tag::RTPlanTime, Vr::TM, element},
};
constexpr std::array treatment_keys{
    RecordKey{tag::InstanceNumber, Vr::IS, value},
    RecordKey{tag::TreatmentDate, Vr::DA, element},
    RecordKey{tag::TreatmentTime, Vr::TM, element},
};

constexpr RecordType patient{"PATIENT", patient_keys};
constexpr RecordType study{"STUDY", study_keys};
constexpr RecordType series{"SERIES", series_keys};
constexpr RecordType image{"IMAGE", image_keys};
constexpr RecordType key_object_document{"KEY OBJECT DOC", key_object_keys};
constexpr RecordType sr_document{"SR DOCUMENT", sr_document_keys};
constexpr RecordType presentation{"PRESENTATION", presentation_keys};
constexpr RecordType waveform{"WAVEFORM", dated_keys};

struct ClassRecord {
    std::string_view sop_class_uid;
    RecordType type;
};

// What the kind of a SOP class does not decide.
constexpr std::array records_of_classes{
    ClassRecord{dicom::uid::KeyObjectSelectionDocumentStorage, key_object_document},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.481.2", {"RT DOSE", dose_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.481.3", {"RT STRUCTURE SET", structure_set_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.481.4", {"RT TREAT RECORD", treatment_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.481.5", {"RT PLAN", plan_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.481.6", {"RT TREAT RECORD", treatment_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.481.7", {"RT TREAT RECORD", treatment_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.481.8", {"RT PLAN", plan_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.481.9", {"RT TREAT RECORD", treatment_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.66", {"RAW DATA", dated_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.66.1", {"REGISTRATION", labelled_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.66.2", {"FIDUCIAL", labelled_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.66.3", {"REGISTRATION", labelled_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.66.5", {"SURFACE", labelled_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.66.6", {"TRACT", labelled_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.67", {"VALUE MAP", labelled_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.77.1.5.3", {"STEREOMETRIC", labelled_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.104.1", {"ENCAP DOC", encapsulated_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.104.2", {"ENCAP DOC", encapsulated_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.104.3", {"ENCAP DOC", encapsulated_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.104.4", {"ENCAP DOC", encapsulated_keys}},
    ClassRecord{"1.2.840.10008.5.1.4.1.1.104.5", {"ENCAP DOC", encapsulated_keys}},
};

}  // namespace

const RecordType& patient_record() { return patient; }
const RecordType& study_record() { return study; }
const RecordType& series_record() { return series; }

const RecordType* object_record(std::string_view sop_class_uid) {
    const auto* const own = std::ranges::find(records_of_classes, sop_class_uid, &ClassRecord::sop_class_uid);
    if (own != records_of_classes.end()) return &own->type;
    const dicom::StorageSopClass* const known = dicom::find_storage_sop_class(sop_class_uid);
    if (known == nullptr) return nullptr;
    switch (known->kind) {
        case dicom::SopClassKind::image:
        case dicom::SopClassKind::multi_frame_image: return &image;
        case dicom::SopClassKind::presentation_state: return &presentation;
        case dicom::SopClassKind::waveform: return &waveform;
        case dicom::SopClassKind::structured_report: return &sr_document;
        case dicom::SopClassKind::other: break;
    }
    return nullptr;
}

}  // namespace kinote::media
