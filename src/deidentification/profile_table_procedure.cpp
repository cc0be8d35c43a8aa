#include "deidentification/profile_table.hpp"

#include <algorithm>
#include <array>

namespace kinote::deidentification {
namespace {

using enum Action;

constexpr std::array procedure_table{
    AttributeRule{{0x0028, 0x1199}, map},      // PaletteColorLookupTableUID
    AttributeRule{{0x0028, 0x1214}, map},      // LargePaletteColorLookupTableUID
    AttributeRule{{0x0028, 0x4000}, remove},   // ImagePresentationComments
    AttributeRule{{0x0032, 0x0012}, remove},   // StudyIDIssuer
    AttributeRule{{0x0032, 0x0032}, remove},   // StudyVerifiedDate
    AttributeRule{{0x0032, 0x0033}, remove},   // StudyVerifiedTime
    AttributeRule{{0x0032, 0x0034}, remove},   // StudyReadDate
    AttributeRule{{0x0032, 0x0035}, remove},   // StudyReadTime
    AttributeRule{{0x0032, 0x1000}, remove},   // ScheduledStudyStartDate
    AttributeRule{{0x0032, 0x1001}, remove},   // ScheduledStudyStartTime
    AttributeRule{{0x0032, 0x1010}, remove},   // ScheduledStudyStopDate
    AttributeRule{{0x0032, 0x1011}, remove},   // ScheduledStudyStopTime
    AttributeRule{{0x0032, 0x1020}, remove},   // ScheduledStudyLocation
    AttributeRule{{0x0032, 0x1021}, remove},   // ScheduledStudyLocationAETitle
    AttributeRule{{0x0032, 0x1030}, remove},   // ReasonForStudy
    AttributeRule{{0x0032, 0x1032}, remove},   // RequestingPhysician
    AttributeRule{{0x0032, 0x1033}, remove},   // RequestingService
    AttributeRule{{0x0032, 0x1040}, remove},   // StudyArrivalDate
    AttributeRule{{0x0032, 0x1041}, remove},   // StudyArrivalTime
    AttributeRule{{0x0032, 0x1050}, remove},   // StudyCompletionDate
    AttributeRule{{0x0032, 0x1051}, remove},   // StudyCompletionTime
    AttributeRule{{0x0032, 0x1060}, empty},    // RequestedProcedureDescription
    AttributeRule{{0x0032, 0x1066}, remove},   // ReasonForVisit
    AttributeRule{{0x0032, 0x1067}, remove},   // ReasonForVisitCodeSequence
    AttributeRule{{0x0032, 0x1070}, remove},   // RequestedContrastAgent
    AttributeRule{{0x0032, 0x4000}, remove},   // StudyComments
    AttributeRule{{0x0034, 0x0001}, remove},   // FlowIdentifierSequence
    AttributeRule{{0x0034, 0x0002}, replace},  // FlowIdentifier
    AttributeRule{{0x0034, 0x0005}, replace},  // SourceIdentifier
    AttributeRule{{0x0034, 0x0007}, replace},  // FrameOriginTimestamp
    AttributeRule{{0x0038, 0x0004}, remove},   // ReferencedPatientAliasSequence
    AttributeRule{{0x0038, 0x0010}, remove},   // AdmissionID
    AttributeRule{{0x0038, 0x0011}, remove},   // IssuerOfAdmissionID
    AttributeRule{{0x0038, 0x0014}, remove},   // IssuerOfAdmissionIDSequence
    AttributeRule{{0x0038, 0x001A}, remove},   // ScheduledAdmissionDate
    AttributeRule{{0x0038, 0x001B}, remove},   // ScheduledAdmissionTime
    AttributeRule{{0x0038, 0x001C}, remove},   // ScheduledDischargeDate
    AttributeRule{{0x0038, 0x001D}, remove},   // ScheduledDischargeTime
    AttributeRule{{0x0038, 0x001E}, remove},   // ScheduledPatientInstitutionResidence
    AttributeRule{{0x0038, 0x0020}, remove},   // AdmittingDate
    AttributeRule{{0x0038, 0x0021}, remove},   // AdmittingTime
    AttributeRule{{0x0038, 0x0030}, remove},   // DischargeDate
    AttributeRule{{0x0038, 0x0032}, remove},   // DischargeTime
    AttributeRule{{0x0038, 0x0040}, remove},   // DischargeDiagnosisDescription
    AttributeRule{{0x0038, 0x0050}, remove},   // SpecialNeeds
    AttributeRule{{0x0038, 0x0060}, remove},   // ServiceEpisodeID
    AttributeRule{{0x0038, 0x0061}, remove},   // IssuerOfServiceEpisodeID
    AttributeRule{{0x0038, 0x0062}, remove},   // ServiceEpisodeDescription
    AttributeRule{{0x0038, 0x0064}, remove},   // IssuerOfServiceEpisodeIDSequence
    AttributeRule{{0x0038, 0x0300}, remove},   // CurrentPatientLocation
    AttributeRule{{0x0038, 0x0400}, remove},   // PatientInstitutionResidence
    AttributeRule{{0x0038, 0x0500}, remove},   // PatientState
    AttributeRule{{0x0038, 0x4000}, remove},   // VisitComments
    AttributeRule{{0x003A, 0x0310}, map},      // MultiplexGroupUID
    AttributeRule{{0x003A, 0x0314}, replace},  // ImpedanceMeasurementDateTime
    AttributeRule{{0x003A, 0x0329}, remove},   // WaveformFilterDescription
    AttributeRule{{0x003A, 0x032B}, remove},   // FilterLookupTableDescription
    AttributeRule{{0x0040, 0x0001}, remove},   // ScheduledStationAETitle
    AttributeRule{{0x0040, 0x0002}, remove},   // ScheduledProcedureStepStartDate
    AttributeRule{{0x0040, 0x0003}, remove},   // ScheduledProcedureStepStartTime
    AttributeRule{{0x0040, 0x0004}, remove},   // ScheduledProcedureStepEndDate
    AttributeRule{{0x0040, 0x0005}, remove},   // ScheduledProcedureStepEndTime
    AttributeRule{{0x0040, 0x0006}, remove},   // ScheduledPerformingPhysicianName
    AttributeRule{{0x0040, 0x0007}, remove},   // ScheduledProcedureStepDescription
    AttributeRule{{0x0040, 0x0009}, remove},   // ScheduledProcedureStepID
    AttributeRule{{0x0040, 0x000B}, remove},   // ScheduledPerformingPhysicianIdentificationSequence
    AttributeRule{{0x0040, 0x0010}, remove},   // ScheduledStationName
    AttributeRule{{0x0040, 0x0011}, remove},   // ScheduledProcedureStepLocation
    AttributeRule{{0x0040, 0x0012}, remove},   // PreMedication
    AttributeRule{{0x0040, 0x0241}, remove},   // PerformedStationAETitle
    AttributeRule{{0x0040, 0x0242}, remove},   // PerformedStationName
    AttributeRule{{0x0040, 0x0243}, remove},   // PerformedLocation
    AttributeRule{{0x0040, 0x0244}, remove},   // PerformedProcedureStepStartDate
    AttributeRule{{0x0040, 0x0245}, remove},   // PerformedProcedureStepStartTime
    AttributeRule{{0x0040, 0x0250}, remove},   // PerformedProcedureStepEndDate
    AttributeRule{{0x0040, 0x0251}, remove},   // PerformedProcedureStepEndTime
    AttributeRule{{0x0040, 0x0253}, remove},   // PerformedProcedureStepID
    AttributeRule{{0x0040, 0x0254}, remove},   // PerformedProcedureStepDescription
    AttributeRule{{0x0040, 0x0275}, remove},   // RequestAttributesSequence
    AttributeRule{{0x0040, 0x0280}, remove},   // CommentsOnThePerformedProcedureStep
    AttributeRule{{0x0040, 0x0310}, remove},   // CommentsOnRadiationDose
    AttributeRule{{0x0040, 0x050A}, remove},   // SpecimenAccessionNumber
    AttributeRule{{0x0040, 0x0512}, replace},  // ContainerIdentifier
    AttributeRule{{0x0040, 0x0513}, empty},    // IssuerOfTheContainerIdentifierSequence
    AttributeRule{{0x0040, 0x051A}, remove},   // ContainerDescription
    AttributeRule{{0x0040, 0x0551}, replace},  // SpecimenIdentifier
    AttributeRule{{0x0040, 0x0554}, map},      // SpecimenUID
    AttributeRule{{0x0040, 0x0555}, empty},    // AcquisitionContextSequence
    AttributeRule{{0x0040, 0x0562}, empty},    // IssuerOfTheSpecimenIdentifierSequence
    AttributeRule{{0x0040, 0x0600}, remove},   // SpecimenShortDescription
    AttributeRule{{0x0040, 0x0602}, remove},   // SpecimenDetailedDescription
    AttributeRule{{0x0040, 0x0610}, empty},    // SpecimenPreparationSequence
    AttributeRule{{0x0040, 0x06FA}, remove},   // SlideIdentifier
    AttributeRule{{0x0040, 0x1001}, empty},    // RequestedProcedureID
    AttributeRule{{0x0040, 0x1002}, remove},   // ReasonForTheRequestedProcedure
    AttributeRule{{0x0040, 0x1004}, remove},   // PatientTransportArrangements
    AttributeRule{{0x0040, 0x1005}, remove},   // RequestedProcedureLocation
    AttributeRule{{0x0040, 0x100A}, remove},   // ReasonForRequestedProcedureCodeSequence
    AttributeRule{{0x0040, 0x1010}, remove},   // NamesOfIntendedRecipientsOfResults
    AttributeRule{{0x0040, 0x1011}, remove},   // IntendedRecipientsOfResultsIdentificationSequence
    AttributeRule{{0x0040, 0x1101}, replace},  // PersonIdentificationCodeSequence
    AttributeRule{{0x0040, 0x1102}, remove},   // PersonAddress
    AttributeRule{{0x0040, 0x1103}, remove},   // PersonTelephoneNumbers
    AttributeRule{{0x0040, 0x1104}, remove},   // PersonTelecomInformation
    AttributeRule{{0x0040, 0x1400}, remove},   // RequestedProcedureComments
    AttributeRule{{0x0040, 0x2001}, remove},   // ReasonForTheImagingServiceRequest
    AttributeRule{{0x0040, 0x2004}, remove},   // IssueDateOfImagingServiceRequest
    AttributeRule{{0x0040, 0x2005}, remove},   // IssueTimeOfImagingServiceRequest
    AttributeRule{{0x0040, 0x2008}, remove},   // OrderEnteredBy
    AttributeRule{{0x0040, 0x2009}, remove},   // OrderEntererLocation
    AttributeRule{{0x0040, 0x2010}, remove},   // OrderCallbackPhoneNumber
    AttributeRule{{0x0040, 0x2011}, remove},   // OrderCallbackTelecomInformation
    AttributeRule{{0x0040, 0x2016}, empty},    // PlacerOrderNumberImagingServiceRequest
    AttributeRule{{0x0040, 0x2017}, empty},    // FillerOrderNumberImagingServiceRequest
    AttributeRule{{0x0040, 0x2400}, remove},   // ImagingServiceRequestComments
    AttributeRule{{0x0040, 0x3001}, remove},   // ConfidentialityConstraintOnPatientDataDescription
    AttributeRule{{0x0040, 0x4005}, remove},   // ScheduledProcedureStepStartDateTime
    AttributeRule{{0x0040, 0x4008}, remove},   // ScheduledProcedureStepExpirationDateTime
    AttributeRule{{0x0040, 0x4010}, remove},   // ScheduledProcedureStepModificationDateTime
    AttributeRule{{0x0040, 0x4011}, remove},   // ExpectedCompletionDateTime
    AttributeRule{{0x0040, 0x4023}, map},      // ReferencedGeneralPurposeScheduledProcedureStepTransactionUID
    AttributeRule{{0x0040, 0x4025}, remove},   // ScheduledStationNameCodeSequence
    AttributeRule{{0x0040, 0x4027}, remove},   // ScheduledStationGeographicLocationCodeSequence
    AttributeRule{{0x0040, 0x4028}, remove},   // PerformedStationNameCodeSequence
    AttributeRule{{0x0040, 0x4030}, remove},   // PerformedStationGeographicLocationCodeSequence
    AttributeRule{{0x0040, 0x4034}, remove},   // ScheduledHumanPerformersSequence
    AttributeRule{{0x0040, 0x4035}, remove},   // ActualHumanPerformersSequence
    AttributeRule{{0x0040, 0x4036}, remove},   // HumanPerformerOrganization
    AttributeRule{{0x0040, 0x4037}, remove},   // HumanPerformerName
    AttributeRule{{0x0040, 0x4050}, remove},   // PerformedProcedureStepStartDateTime
    AttributeRule{{0x0040, 0x4051}, remove},   // PerformedProcedureStepEndDateTime
    AttributeRule{{0x0040, 0x4052}, remove},   // ProcedureStepCancellationDateTime
    AttributeRule{{0x0040, 0xA023}, remove},   // FindingsGroupRecordingDateTrial
    AttributeRule{{0x0040, 0xA024}, remove},   // FindingsGroupRecordingTimeTrial
    AttributeRule{{0x0040, 0xA027}, replace},  // VerifyingOrganization
    AttributeRule{{0x0040, 0xA030}, replace},  // VerificationDateTime
    AttributeRule{{0x0040, 0xA032}, remove},   // ObservationDateTime
    AttributeRule{{0x0040, 0xA033}, remove},   // ObservationStartDateTime
    AttributeRule{{0x0040, 0xA073}, keep},     // VerifyingObserverSequence
    AttributeRule{{0x0040, 0xA075}, replace},  // VerifyingObserverName
    AttributeRule{{0x0040, 0xA078}, remove},   // AuthorObserverSequence
    AttributeRule{{0x0040, 0xA07A}, remove},   // ParticipantSequence
    AttributeRule{{0x0040, 0xA07C}, remove},   // CustodialOrganizationSequence
    AttributeRule{{0x0040, 0xA082}, empty},    // ParticipationDateTime
    AttributeRule{{0x0040, 0xA088}, empty},    // VerifyingObserverIdentificationCodeSequence
    AttributeRule{{0x0040, 0xA110}, remove},   // DateOfDocumentOrVerbalTransactionTrial
    AttributeRule{{0x0040, 0xA112}, remove},   // TimeOfDocumentCreationOrVerbalTransactionTrial
    AttributeRule{{0x0040, 0xA120}, replace},  // DateTime
    AttributeRule{{0x0040, 0xA121}, replace},  // Date
    AttributeRule{{0x0040, 0xA122}, replace},  // Time
    AttributeRule{{0x0040, 0xA123}, replace},  // PersonName
    AttributeRule{{0x0040, 0xA124}, map},      // UID
    AttributeRule{{0x0040, 0xA13A}, replace},  // ReferencedDateTime
    AttributeRule{{0x0040, 0xA171}, map},      // ObservationUID
    AttributeRule{{0x0040, 0xA172}, map},      // ReferencedObservationUIDTrial
    AttributeRule{{0x0040, 0xA192}, remove},   // ObservationDateTrial
    AttributeRule{{0x0040, 0xA193}, remove},   // ObservationTimeTrial
    AttributeRule{{0x0040, 0xA307}, remove},   // CurrentObserverTrial
    AttributeRule{{0x0040, 0xA352}, remove},   // VerbalSourceTrial
    AttributeRule{{0x0040, 0xA353}, remove},   // AddressTrial
    AttributeRule{{0x0040, 0xA354}, remove},   // TelephoneNumberTrial
    AttributeRule{{0x0040, 0xA358}, remove},   // VerbalSourceIdentifierCodeSequenceTrial
    AttributeRule{{0x0040, 0xA402}, map},      // ObservationSubjectUIDTrial
    AttributeRule{{0x0040, 0xA730}, keep},     // ContentSequence
    AttributeRule{{0x0040, 0xDB06}, remove},   // TemplateVersion
    AttributeRule{{0x0040, 0xDB07}, remove},   // TemplateLocalVersion
    AttributeRule{{0x0040, 0xDB0C}, map},      // TemplateExtensionOrganizationUID
    AttributeRule{{0x0040, 0xDB0D}, map},      // TemplateExtensionCreatorUID
    AttributeRule{{0x0040, 0xE004}, remove},   // HL7DocumentEffectiveTime
    AttributeRule{{0x0040, 0xE010}, remove},   // RetrieveURI
};
static_assert(std::ranges::is_sorted(procedure_table, {}, &AttributeRule::tag));

}  // namespace

std::span<const AttributeRule> rules_of_procedure_attributes() { return procedure_table; }

}  // namespace kinote::deidentification
