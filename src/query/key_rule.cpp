#include "query/key_rule.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace kinote::query {
namespace {

namespace tag = dicom::tag;
using enum QueryLevel;
using enum KeySource;

// PS3.4 C.6.1.1 and C.6.2.1, IHE RAD-30; in the order of the tags.
constexpr std::array rules{
    KeyRule{tag::SOPClassUID, image, index},
    KeyRule{tag::SOPInstanceUID, image, index},
    KeyRule{tag::StudyDate, study, index},
    KeyRule{tag::ContentDate, image, of_object},
    KeyRule{tag::StudyTime, study, index},
    KeyRule{tag::ContentTime, image, of_object},
    KeyRule{tag::AccessionNumber, study, index},
    KeyRule{tag::RetrieveAETitle, patient, constant},
    KeyRule{tag::InstanceAvailability, patient, told},
    KeyRule{tag::Modality, series, index},
    KeyRule{tag::ModalitiesInStudy, study, kinds},
    KeyRule{tag::SOPClassesInStudy, study, kinds},
    KeyRule{tag::ReferringPhysicianName, study, index},
    KeyRule{tag::TimezoneOffsetFromUTC, image, of_object},
    KeyRule{tag::StudyDescription, study, index},
    KeyRule{tag::SeriesDescription, series, index},
    KeyRule{tag::PatientName, patient, index},
    KeyRule{tag::PatientID, patient, index},
    KeyRule{tag::IssuerOfPatientID, patient, index},
    KeyRule{tag::PatientBirthDate, patient, index},
    KeyRule{tag::PatientSex, patient, index},
    KeyRule{tag::StudyInstanceUID, study, index},
    KeyRule{tag::SeriesInstanceUID, series, index},
    KeyRule{tag::StudyID, study, index},
    KeyRule{tag::SeriesNumber, series, index},
    KeyRule{tag::InstanceNumber, image, index},
    KeyRule{tag::NumberOfPatientRelatedStudies, patient, counted},
    KeyRule{tag::NumberOfPatientRelatedSeries, patient, counted},
    KeyRule{tag::NumberOfPatientRelatedInstances, patient, counted},
    KeyRule{tag::NumberOfStudyRelatedSeries, study, counted},
    KeyRule{tag::NumberOfStudyRelatedInstances, study, counted},
    KeyRule{tag::NumberOfSeriesRelatedInstances, series, counted},
    KeyRule{tag::NumberOfFrames, image, index},
    KeyRule{tag::Rows, image, index},
    KeyRule{tag::Columns, image, index},
    KeyRule{tag::PerformedProcedureStepStartDate, series, of_object},
    KeyRule{tag::PerformedProcedureStepStartTime, series, of_object},
    KeyRule{tag::RequestAttributesSequence, series, of_object},
    KeyRule{tag::ObservationDateTime, image, of_object, true},
    KeyRule{tag::ConceptNameCodeSequence, image, of_object, true},
    KeyRule{tag::ReferencedRequestSequence, image, of_object, true},
    KeyRule{tag::CurrentRequestedProcedureEvidenceSequence, image, of_object, true},
    KeyRule{tag::ContentTemplateSequence, image, of_object, true},
    KeyRule{tag::IdenticalDocumentsSequence, image, of_object, true},
    KeyRule{tag::ContentSequence, image, of_object, true},
};
static_assert(std::ranges::is_sorted(rules, {}, &KeyRule::tag));

}  // namespace

std::string_view to_string(QueryLevel level) {
    switch (level) {
        case patient: return "PATIENT";
        case study: return "STUDY";
        case series: return "SERIES";
        case image: return "IMAGE";
    }
    std::abort();
}

dicom::Tag unique_key(QueryLevel level) {
    switch (level) {
        case patient: return tag::PatientID;
        case study: return tag::StudyInstanceUID;
        case series: return tag::SeriesInstanceUID;
        case image: return tag::SOPInstanceUID;
    }
    std::abort();
}

std::span<const KeyRule> key_rules() { return rules; }

const KeyRule* find_key_rule(dicom::Tag tag) {
    const auto* found = std::ranges::lower_bound(rules, tag, {}, &KeyRule::tag);
    return found != rules.end() && found->tag == tag ? found : nullptr;
}

}  // namespace kinote::query
