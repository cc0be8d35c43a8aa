#include "deidentification/profile_table.hpp"

#include <algorithm>
#include <array>

namespace kinote::deidentification {
namespace {

using enum Action;

constexpr std::array therapy_table{
    AttributeRule{{0x3002, 0x0121}, remove},   // PositionAcquisitionTemplateName
    AttributeRule{{0x3002, 0x0123}, remove},   // PositionAcquisitionTemplateDescription
    AttributeRule{{0x3006, 0x0002}, replace},  // StructureSetLabel
    AttributeRule{{0x3006, 0x0004}, remove},   // StructureSetName
    AttributeRule{{0x3006, 0x0006}, remove},   // StructureSetDescription
    AttributeRule{{0x3006, 0x0008}, empty},    // StructureSetDate
    AttributeRule{{0x3006, 0x0009}, empty},    // StructureSetTime
    AttributeRule{{0x3006, 0x0024}, map},      // ReferencedFrameOfReferenceUID
    AttributeRule{{0x3006, 0x0026}, empty},    // ROIName
    AttributeRule{{0x3006, 0x0028}, remove},   // ROIDescription
    AttributeRule{{0x3006, 0x002D}, remove},   // ROIDateTime
    AttributeRule{{0x3006, 0x002E}, remove},   // ROIObservationDateTime
    AttributeRule{{0x3006, 0x0038}, remove},   // ROIGenerationDescription
    AttributeRule{{0x3006, 0x004D}, remove},   // ROICreatorSequence
    AttributeRule{{0x3006, 0x004E}, remove},   // ROIInterpreterSequence
    AttributeRule{{0x3006, 0x0085}, remove},   // ROIObservationLabel
    AttributeRule{{0x3006, 0x0088}, remove},   // ROIObservationDescription
    AttributeRule{{0x3006, 0x00A6}, empty},    // ROIInterpreter
    AttributeRule{{0x3006, 0x00C2}, map},      // RelatedFrameOfReferenceUID
    AttributeRule{{0x3008, 0x0024}, replace},  // TreatmentControlPointDate
    AttributeRule{{0x3008, 0x0025}, replace},  // TreatmentControlPointTime
    AttributeRule{{0x3008, 0x0054}, replace},  // FirstTreatmentDate
    AttributeRule{{0x3008, 0x0056}, replace},  // MostRecentTreatmentDate
    AttributeRule{{0x3008, 0x0105}, empty},    // SourceSerialNumber
    AttributeRule{{0x3008, 0x0162}, replace},  // SafePositionExitDate
    AttributeRule{{0x3008, 0x0164}, replace},  // SafePositionExitTime
    AttributeRule{{0x3008, 0x0166}, replace},  // SafePositionReturnDate
    AttributeRule{{0x3008, 0x0168}, replace},  // SafePositionReturnTime
    AttributeRule{{0x3008, 0x0250}, replace},  // TreatmentDate
    AttributeRule{{0x3008, 0x0251}, replace},  // TreatmentTime
    AttributeRule{{0x300A, 0x0002}, replace},  // RTPlanLabel
    AttributeRule{{0x300A, 0x0003}, remove},   // RTPlanName
    AttributeRule{{0x300A, 0x0004}, remove},   // RTPlanDescription
    AttributeRule{{0x300A, 0x0006}, replace},  // RTPlanDate
    AttributeRule{{0x300A, 0x0007}, replace},  // RTPlanTime
    AttributeRule{{0x300A, 0x000B}, remove},   // TreatmentSites
    AttributeRule{{0x300A, 0x000E}, remove},   // PrescriptionDescription
    AttributeRule{{0x300A, 0x0013}, map},      // DoseReferenceUID
    AttributeRule{{0x300A, 0x0016}, remove},   // DoseReferenceDescription
    AttributeRule{{0x300A, 0x0072}, remove},   // FractionGroupDescription
    AttributeRule{{0x300A, 0x0083}, map},      // ReferencedDoseReferenceUID
    AttributeRule{{0x300A, 0x00B2}, empty},    // TreatmentMachineName
    AttributeRule{{0x300A, 0x00C3}, remove},   // BeamDescription
    AttributeRule{{0x300A, 0x00DD}, remove},   // BolusDescription
    AttributeRule{{0x300A, 0x0196}, remove},   // FixationDeviceDescription
    AttributeRule{{0x300A, 0x01A6}, remove},   // ShieldingDeviceDescription
    AttributeRule{{0x300A, 0x01B2}, remove},   // SetupTechniqueDescription
    AttributeRule{{0x300A, 0x0216}, remove},   // SourceManufacturer
    AttributeRule{{0x300A, 0x022C}, replace},  // SourceStrengthReferenceDate
    AttributeRule{{0x300A, 0x022E}, replace},  // SourceStrengthReferenceTime
    AttributeRule{{0x300A, 0x02EB}, remove},   // CompensatorDescription
    AttributeRule{{0x300A, 0x0608}, replace},  // TreatmentPositionGroupLabel
    AttributeRule{{0x300A, 0x0609}, map},      // TreatmentPositionGroupUID
    AttributeRule{{0x300A, 0x0611}, empty},    // RTAccessoryHolderSlotID
    AttributeRule{{0x300A, 0x0615}, empty},    // RTAccessoryDeviceSlotID
    AttributeRule{{0x300A, 0x0619}, replace},  // RadiationDoseIdentificationLabel
    AttributeRule{{0x300A, 0x0623}, replace},  // RadiationDoseInVivoMeasurementLabel
    AttributeRule{{0x300A, 0x062A}, replace},  // RTToleranceSetLabel
    AttributeRule{{0x300A, 0x0650}, map},      // PatientSetupUID
    AttributeRule{{0x300A, 0x0676}, remove},   // EquipmentFrameOfReferenceDescription
    AttributeRule{{0x300A, 0x067C}, replace},  // RadiationGenerationModeLabel
    AttributeRule{{0x300A, 0x067D}, empty},    // RadiationGenerationModeDescription
    AttributeRule{{0x300A, 0x0700}, map},      // TreatmentSessionUID
    AttributeRule{{0x300A, 0x0734}, replace},  // TreatmentToleranceViolationDescription
    AttributeRule{{0x300A, 0x0736}, replace},  // TreatmentToleranceViolationDateTime
    AttributeRule{{0x300A, 0x073A}, replace},  // RecordedRTControlPointDateTime
    AttributeRule{{0x300A, 0x0741}, replace},  // InterlockDateTime
    AttributeRule{{0x300A, 0x0742}, replace},  // InterlockDescription
    AttributeRule{{0x300A, 0x0760}, replace},  // OverrideDateTime
    AttributeRule{{0x300A, 0x0783}, replace},  // InterlockOriginDescription
    AttributeRule{{0x300A, 0x0785}, map},      // ReferencedTreatmentPositionGroupUID
    AttributeRule{{0x300A, 0x078E}, remove},   // PatientTreatmentPreparationProcedureParameterDescription
    AttributeRule{{0x300A, 0x0792}, remove},   // PatientTreatmentPreparationMethodDescription
    AttributeRule{{0x300A, 0x0794}, remove},   // PatientSetupPhotoDescription
    AttributeRule{{0x300A, 0x079A}, remove},   // DisplacementReferenceLabel
    AttributeRule{{0x300C, 0x0113}, remove},   // ReasonForOmissionDescription
    AttributeRule{{0x300C, 0x0127}, replace},  // BeamHoldTransitionDateTime
    AttributeRule{{0x300E, 0x0004}, empty},    // ReviewDate
    AttributeRule{{0x300E, 0x0005}, empty},    // ReviewTime
    AttributeRule{{0x300E, 0x0008}, empty},    // ReviewerName
    AttributeRule{{0x3010, 0x0006}, map},      // ConceptualVolumeUID
    AttributeRule{{0x3010, 0x000B}, map},      // ReferencedConceptualVolumeUID
    AttributeRule{{0x3010, 0x000F}, empty},    // ConceptualVolumeCombinationDescription
    AttributeRule{{0x3010, 0x0013}, map},      // ConstituentConceptualVolumeUID
    AttributeRule{{0x3010, 0x0015}, map},      // SourceConceptualVolumeUID
    AttributeRule{{0x3010, 0x0017}, empty},    // ConceptualVolumeDescription
    AttributeRule{{0x3010, 0x001B}, empty},    // DeviceAlternateIdentifier
    AttributeRule{{0x3010, 0x002D}, replace},  // DeviceLabel
    AttributeRule{{0x3010, 0x0031}, map},      // ReferencedFiducialsUID
    AttributeRule{{0x3010, 0x0033}, replace},  // UserContentLabel
    AttributeRule{{0x3010, 0x0034}, replace},  // UserContentLongLabel
    AttributeRule{{0x3010, 0x0035}, replace},  // EntityLabel
    AttributeRule{{0x3010, 0x0036}, remove},   // EntityName
    AttributeRule{{0x3010, 0x0037}, remove},   // EntityDescription
    AttributeRule{{0x3010, 0x0038}, replace},  // EntityLongLabel
    AttributeRule{{0x3010, 0x003B}, map},      // RTTreatmentPhaseUID
    AttributeRule{{0x3010, 0x0043}, empty},    // ManufacturerDeviceIdentifier
    AttributeRule{{0x3010, 0x004C}, replace},  // IntendedPhaseStartDate
    AttributeRule{{0x3010, 0x004D}, replace},  // IntendedPhaseEndDate
    AttributeRule{{0x3010, 0x0054}, replace},  // RTPrescriptionLabel
    AttributeRule{{0x3010, 0x0056}, replace},  // RTTreatmentApproachLabel
    AttributeRule{{0x3010, 0x005A}, empty},    // RTPhysicianIntentNarrative
    AttributeRule{{0x3010, 0x005C}, empty},    // ReasonForSuperseding
    AttributeRule{{0x3010, 0x0061}, remove},   // PriorTreatmentDoseDescription
    AttributeRule{{0x3010, 0x006E}, map},      // DosimetricObjectiveUID
    AttributeRule{{0x3010, 0x006F}, map},      // ReferencedDosimetricObjectiveUID
    AttributeRule{{0x3010, 0x0077}, replace},  // TreatmentSite
    AttributeRule{{0x3010, 0x007A}, empty},    // TreatmentTechniqueNotes
    AttributeRule{{0x3010, 0x007B}, empty},    // PrescriptionNotes
    AttributeRule{{0x3010, 0x007F}, empty},    // FractionationNotes
    AttributeRule{{0x3010, 0x0081}, empty},    // PrescriptionNotesSequence
    AttributeRule{{0x3010, 0x0085}, remove},   // IntendedFractionStartTime
    AttributeRule{{0x4000, 0x0010}, remove},   // Arbitrary
    AttributeRule{{0x4000, 0x4000}, remove},   // TextComments
    AttributeRule{{0x4008, 0x0040}, remove},   // ResultsID
    AttributeRule{{0x4008, 0x0042}, remove},   // ResultsIDIssuer
    AttributeRule{{0x4008, 0x0100}, remove},   // InterpretationRecordedDate
    AttributeRule{{0x4008, 0x0101}, remove},   // InterpretationRecordedTime
    AttributeRule{{0x4008, 0x0102}, remove},   // InterpretationRecorder
    AttributeRule{{0x4008, 0x0108}, remove},   // InterpretationTranscriptionDate
    AttributeRule{{0x4008, 0x0109}, remove},   // InterpretationTranscriptionTime
    AttributeRule{{0x4008, 0x010A}, remove},   // InterpretationTranscriber
    AttributeRule{{0x4008, 0x010B}, remove},   // InterpretationText
    AttributeRule{{0x4008, 0x010C}, remove},   // InterpretationAuthor
    AttributeRule{{0x4008, 0x0111}, remove},   // InterpretationApproverSequence
    AttributeRule{{0x4008, 0x0112}, remove},   // InterpretationApprovalDate
    AttributeRule{{0x4008, 0x0113}, remove},   // InterpretationApprovalTime
    AttributeRule{{0x4008, 0x0114}, remove},   // PhysicianApprovingInterpretation
    AttributeRule{{0x4008, 0x0115}, remove},   // InterpretationDiagnosisDescription
    AttributeRule{{0x4008, 0x0118}, remove},   // ResultsDistributionListSequence
    AttributeRule{{0x4008, 0x0119}, remove},   // DistributionName
    AttributeRule{{0x4008, 0x011A}, remove},   // DistributionAddress
    AttributeRule{{0x4008, 0x0200}, remove},   // InterpretationID
    AttributeRule{{0x4008, 0x0202}, remove},   // InterpretationIDIssuer
    AttributeRule{{0x4008, 0x0300}, remove},   // Impressions
    AttributeRule{{0x4008, 0x4000}, remove},   // ResultsComments
    AttributeRule{{0xFFFA, 0xFFFA}, remove},   // DigitalSignaturesSequence
    AttributeRule{{0xFFFC, 0xFFFC}, remove},   // DataSetTrailingPadding
};
static_assert(std::ranges::is_sorted(therapy_table, {}, &AttributeRule::tag));

}  // namespace

std::span<const AttributeRule> rules_of_therapy_attributes() { return therapy_table; }

}  // namespace kinote::deidentification
