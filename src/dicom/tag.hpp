#pragma once
// Tags of data elements (PS3.5 7.1) and the ones that the rooms name, by their keywords in PS3.6.

#include <compare>
#include <cstdint>
#include <string>

namespace kinote::dicom {

/// A data element tag: group and element number.
struct Tag {
    std::uint16_t group = 0;
    std::uint16_t element = 0;

    [[nodiscard]] constexpr std::uint32_t number() const { return std::uint32_t{group} << 16 | element; }
    /// Group of odd number, PS3.5 7.8.
    [[nodiscard]] constexpr bool is_private() const { return (group & 1) != 0; }
    [[nodiscard]] constexpr bool is_group_length() const { return element == 0; }

    friend constexpr bool operator==(const Tag&, const Tag&) = default;
    friend constexpr auto operator<=>(const Tag&, const Tag&) = default;
};

/// "(0008,0018)"
[[nodiscard]] std::string to_string(Tag tag);

namespace tag {

inline constexpr Tag FileMetaInformationGroupLength{0x0002, 0x0000};
inline constexpr Tag FileMetaInformationVersion{0x0002, 0x0001};
inline constexpr Tag MediaStorageSOPClassUID{0x0002, 0x0002};
inline constexpr Tag MediaStorageSOPInstanceUID{0x0002, 0x0003};
inline constexpr Tag TransferSyntaxUID{0x0002, 0x0010};
inline constexpr Tag ImplementationClassUID{0x0002, 0x0012};
inline constexpr Tag ImplementationVersionName{0x0002, 0x0013};
inline constexpr Tag SourceApplicationEntityTitle{0x0002, 0x0016};

inline constexpr Tag FileSetID{0x0004, 0x1130};
inline constexpr Tag OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity{0x0004, 0x1200};
inline constexpr Tag OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity{0x0004, 0x1202};
inline constexpr Tag FileSetConsistencyFlag{0x0004, 0x1212};
inline constexpr Tag DirectoryRecordSequence{0x0004, 0x1220};
inline constexpr Tag OffsetOfTheNextDirectoryRecord{0x0004, 0x1400};
inline constexpr Tag RecordInUseFlag{0x0004, 0x1410};
inline constexpr Tag OffsetOfReferencedLowerLevelDirectoryEntity{0x0004, 0x1420};
inline constexpr Tag DirectoryRecordType{0x0004, 0x1430};
inline constexpr Tag ReferencedFileID{0x0004, 0x1500};
inline constexpr Tag ReferencedSOPClassUIDInFile{0x0004, 0x1510};
inline constexpr Tag ReferencedSOPInstanceUIDInFile{0x0004, 0x1511};
inline constexpr Tag ReferencedTransferSyntaxUIDInFile{0x0004, 0x1512};

inline constexpr Tag SpecificCharacterSet{0x0008, 0x0005};
inline constexpr Tag ImageType{0x0008, 0x0008};
inline constexpr Tag InstanceCreationDate{0x0008, 0x0012};
inline constexpr Tag InstanceCreationTime{0x0008, 0x0013};
inline constexpr Tag InstanceCreatorUID{0x0008, 0x0014};
inline constexpr Tag SOPClassUID{0x0008, 0x0016};
inline constexpr Tag SOPInstanceUID{0x0008, 0x0018};
inline constexpr Tag StudyDate{0x0008, 0x0020};
inline constexpr Tag SeriesDate{0x0008, 0x0021};
inline constexpr Tag AcquisitionDate{0x0008, 0x0022};
inline constexpr Tag ContentDate{0x0008, 0x0023};
inline constexpr Tag AcquisitionDateTime{0x0008, 0x002A};
inline constexpr Tag StudyTime{0x0008, 0x0030};
inline constexpr Tag SeriesTime{0x0008, 0x0031};
inline constexpr Tag AcquisitionTime{0x0008, 0x0032};
inline constexpr Tag ContentTime{0x0008, 0x0033};
inline constexpr Tag AccessionNumber{0x0008, 0x0050};
inline constexpr Tag IssuerOfAccessionNumberSequence{0x0008, 0x0051};
inline constexpr Tag QueryRetrieveLevel{0x0008, 0x0052};
inline constexpr Tag RetrieveAETitle{0x0008, 0x0054};
inline constexpr Tag InstanceAvailability{0x0008, 0x0056};
inline constexpr Tag FailedSOPInstanceUIDList{0x0008, 0x0058};
inline constexpr Tag Modality{0x0008, 0x0060};
inline constexpr Tag ModalitiesInStudy{0x0008, 0x0061};
inline constexpr Tag SOPClassesInStudy{0x0008, 0x0062};
inline constexpr Tag PresentationIntentType{0x0008, 0x0068};
inline constexpr Tag ConversionType{0x0008, 0x0064};
inline constexpr Tag Manufacturer{0x0008, 0x0070};
inline constexpr Tag InstitutionName{0x0008, 0x0080};
inline constexpr Tag ReferringPhysicianName{0x0008, 0x0090};
inline constexpr Tag CodeValue{0x0008, 0x0100};
inline constexpr Tag CodingSchemeDesignator{0x0008, 0x0102};
inline constexpr Tag CodingSchemeVersion{0x0008, 0x0103};
inline constexpr Tag CodeMeaning{0x0008, 0x0104};
inline constexpr Tag MappingResource{0x0008, 0x0105};
inline constexpr Tag MappingResourceUID{0x0008, 0x0118};
inline constexpr Tag LongCodeValue{0x0008, 0x0119};
inline constexpr Tag URNCodeValue{0x0008, 0x0120};
inline constexpr Tag TimezoneOffsetFromUTC{0x0008, 0x0201};
inline constexpr Tag StationName{0x0008, 0x1010};
inline constexpr Tag StudyDescription{0x0008, 0x1030};
inline constexpr Tag ProcedureCodeSequence{0x0008, 0x1032};
inline constexpr Tag SeriesDescription{0x0008, 0x103E};
inline constexpr Tag SeriesDescriptionCodeSequence{0x0008, 0x103F};
inline constexpr Tag PhysiciansOfRecord{0x0008, 0x1048};
inline constexpr Tag PerformingPhysicianName{0x0008, 0x1050};
inline constexpr Tag NameOfPhysiciansReadingStudy{0x0008, 0x1060};
inline constexpr Tag OperatorsName{0x0008, 0x1070};
inline constexpr Tag ManufacturerModelName{0x0008, 0x1090};
inline constexpr Tag ReferencedStudySequence{0x0008, 0x1110};
inline constexpr Tag ReferencedPerformedProcedureStepSequence{0x0008, 0x1111};
inline constexpr Tag ReferencedSeriesSequence{0x0008, 0x1115};
inline constexpr Tag ReferencedImageSequence{0x0008, 0x1140};
inline constexpr Tag ReferencedInstanceSequence{0x0008, 0x114A};
inline constexpr Tag ReferencedSOPClassUID{0x0008, 0x1150};
inline constexpr Tag ReferencedSOPInstanceUID{0x0008, 0x1155};
inline constexpr Tag ReferencedFrameNumber{0x0008, 0x1160};
inline constexpr Tag RetrieveURL{0x0008, 0x1190};
inline constexpr Tag TransactionUID{0x0008, 0x1195};
inline constexpr Tag FailureReason{0x0008, 0x1197};
inline constexpr Tag FailedSOPSequence{0x0008, 0x1198};
inline constexpr Tag ReferencedSOPSequence{0x0008, 0x1199};

inline constexpr Tag PatientName{0x0010, 0x0010};
inline constexpr Tag PatientID{0x0010, 0x0020};
inline constexpr Tag IssuerOfPatientID{0x0010, 0x0021};
inline constexpr Tag IssuerOfPatientIDQualifiersSequence{0x0010, 0x0024};
inline constexpr Tag PatientBirthDate{0x0010, 0x0030};
inline constexpr Tag PatientBirthTime{0x0010, 0x0032};
inline constexpr Tag PatientSex{0x0010, 0x0040};
inline constexpr Tag OtherPatientIDsSequence{0x0010, 0x1002};
inline constexpr Tag PatientAge{0x0010, 0x1010};
inline constexpr Tag PatientWeight{0x0010, 0x1030};
inline constexpr Tag PatientSpeciesDescription{0x0010, 0x2201};

inline constexpr Tag PatientIdentityRemoved{0x0012, 0x0062};
inline constexpr Tag DeidentificationMethod{0x0012, 0x0063};
inline constexpr Tag DeidentificationMethodCodeSequence{0x0012, 0x0064};

inline constexpr Tag BodyPartExamined{0x0018, 0x0015};
inline constexpr Tag DeviceSerialNumber{0x0018, 0x1000};
inline constexpr Tag SoftwareVersions{0x0018, 0x1020};
inline constexpr Tag ProtocolName{0x0018, 0x1030};
inline constexpr Tag ContributingEquipmentSequence{0x0018, 0xA001};
inline constexpr Tag ContributionDateTime{0x0018, 0xA002};
inline constexpr Tag ContributionDescription{0x0018, 0xA003};

inline constexpr Tag StudyInstanceUID{0x0020, 0x000D};
inline constexpr Tag SeriesInstanceUID{0x0020, 0x000E};
inline constexpr Tag StudyID{0x0020, 0x0010};
inline constexpr Tag SeriesNumber{0x0020, 0x0011};
inline constexpr Tag AcquisitionNumber{0x0020, 0x0012};
inline constexpr Tag InstanceNumber{0x0020, 0x0013};
inline constexpr Tag PatientOrientation{0x0020, 0x0020};
inline constexpr Tag FrameOfReferenceUID{0x0020, 0x0052};
inline constexpr Tag Laterality{0x0020, 0x0060};
inline constexpr Tag NumberOfPatientRelatedStudies{0x0020, 0x1200};
inline constexpr Tag NumberOfPatientRelatedSeries{0x0020, 0x1202};
inline constexpr Tag NumberOfPatientRelatedInstances{0x0020, 0x1204};
inline constexpr Tag NumberOfStudyRelatedSeries{0x0020, 0x1206};
inline constexpr Tag NumberOfStudyRelatedInstances{0x0020, 0x1208};
inline constexpr Tag NumberOfSeriesRelatedInstances{0x0020, 0x1209};
inline constexpr Tag ConversionSourceAttributesSequence{0x0020, 0x9172};

inline constexpr Tag SamplesPerPixel{0x0028, 0x0002};
inline constexpr Tag PhotometricInterpretation{0x0028, 0x0004};
inline constexpr Tag PlanarConfiguration{0x0028, 0x0006};
inline constexpr Tag NumberOfFrames{0x0028, 0x0008};
inline constexpr Tag Rows{0x0028, 0x0010};
inline constexpr Tag Columns{0x0028, 0x0011};
inline constexpr Tag BitsAllocated{0x0028, 0x0100};
inline constexpr Tag BitsStored{0x0028, 0x0101};
inline constexpr Tag HighBit{0x0028, 0x0102};
inline constexpr Tag PixelRepresentation{0x0028, 0x0103};
inline constexpr Tag SmallestImagePixelValue{0x0028, 0x0106};
inline constexpr Tag BurnedInAnnotation{0x0028, 0x0301};
inline constexpr Tag WindowCenter{0x0028, 0x1050};
inline constexpr Tag WindowWidth{0x0028, 0x1051};
inline constexpr Tag RescaleIntercept{0x0028, 0x1052};
inline constexpr Tag RescaleSlope{0x0028, 0x1053};

inline constexpr Tag RequestingPhysician{0x0032, 0x1032};
inline constexpr Tag RequestedProcedureDescription{0x0032, 0x1060};
inline constexpr Tag RequestedProcedureCodeSequence{0x0032, 0x1064};

inline constexpr Tag ScheduledProcedureStepID{0x0040, 0x0009};
inline constexpr Tag OrderPlacerIdentifierSequence{0x0040, 0x0026};
inline constexpr Tag OrderFillerIdentifierSequence{0x0040, 0x0027};
inline constexpr Tag LocalNamespaceEntityID{0x0040, 0x0031};
inline constexpr Tag UniversalEntityID{0x0040, 0x0032};
inline constexpr Tag UniversalEntityIDType{0x0040, 0x0033};
inline constexpr Tag PerformedProcedureStepStartDate{0x0040, 0x0244};
inline constexpr Tag PerformedProcedureStepStartTime{0x0040, 0x0245};
inline constexpr Tag RequestAttributesSequence{0x0040, 0x0275};
inline constexpr Tag RequestedProcedureID{0x0040, 0x1001};
inline constexpr Tag ReasonForTheRequestedProcedure{0x0040, 0x1002};
inline constexpr Tag ReasonForRequestedProcedureCodeSequence{0x0040, 0x100A};
inline constexpr Tag PlacerOrderNumberImagingServiceRequest{0x0040, 0x2016};
inline constexpr Tag FillerOrderNumberImagingServiceRequest{0x0040, 0x2017};
inline constexpr Tag RelationshipType{0x0040, 0xA010};
inline constexpr Tag VerifyingOrganization{0x0040, 0xA027};
inline constexpr Tag VerificationDateTime{0x0040, 0xA030};
inline constexpr Tag ObservationDateTime{0x0040, 0xA032};
inline constexpr Tag ValueType{0x0040, 0xA040};
inline constexpr Tag ConceptNameCodeSequence{0x0040, 0xA043};
inline constexpr Tag ContinuityOfContent{0x0040, 0xA050};
inline constexpr Tag VerifyingObserverSequence{0x0040, 0xA073};
inline constexpr Tag VerifyingObserverName{0x0040, 0xA075};
inline constexpr Tag AuthorObserverSequence{0x0040, 0xA078};
inline constexpr Tag ReferencedWaveformChannels{0x0040, 0xA0B0};
inline constexpr Tag DateTime{0x0040, 0xA120};
inline constexpr Tag Date{0x0040, 0xA121};
inline constexpr Tag Time{0x0040, 0xA122};
inline constexpr Tag PersonName{0x0040, 0xA123};
inline constexpr Tag UID{0x0040, 0xA124};
inline constexpr Tag TextValue{0x0040, 0xA160};
inline constexpr Tag ConceptCodeSequence{0x0040, 0xA168};
inline constexpr Tag PurposeOfReferenceCodeSequence{0x0040, 0xA170};
inline constexpr Tag MeasuredValueSequence{0x0040, 0xA300};
inline constexpr Tag PredecessorDocumentsSequence{0x0040, 0xA360};
inline constexpr Tag ReferencedRequestSequence{0x0040, 0xA370};
inline constexpr Tag PerformedProcedureCodeSequence{0x0040, 0xA372};
inline constexpr Tag CurrentRequestedProcedureEvidenceSequence{0x0040, 0xA375};
inline constexpr Tag PertinentOtherEvidenceSequence{0x0040, 0xA385};
inline constexpr Tag CompletionFlag{0x0040, 0xA491};
inline constexpr Tag CompletionFlagDescription{0x0040, 0xA492};
inline constexpr Tag VerificationFlag{0x0040, 0xA493};
inline constexpr Tag ContentTemplateSequence{0x0040, 0xA504};
inline constexpr Tag IdenticalDocumentsSequence{0x0040, 0xA525};
inline constexpr Tag ContentSequence{0x0040, 0xA730};
inline constexpr Tag TemplateIdentifier{0x0040, 0xDB00};
inline constexpr Tag ReferencedContentItemIdentifier{0x0040, 0xDB73};
inline constexpr Tag RetrieveLocationUID{0x0040, 0xE011};

inline constexpr Tag DocumentTitle{0x0042, 0x0010};
inline constexpr Tag EncapsulatedDocument{0x0042, 0x0011};
inline constexpr Tag MIMETypeOfEncapsulatedDocument{0x0042, 0x0012};
inline constexpr Tag SourceInstanceSequence{0x0042, 0x0013};
inline constexpr Tag EncapsulatedDocumentLength{0x0042, 0x0015};

inline constexpr Tag ReferencedSegmentNumber{0x0062, 0x000B};

inline constexpr Tag ContentLabel{0x0070, 0x0080};
inline constexpr Tag ContentDescription{0x0070, 0x0081};
inline constexpr Tag PresentationCreationDate{0x0070, 0x0082};
inline constexpr Tag PresentationCreationTime{0x0070, 0x0083};
inline constexpr Tag ContentCreatorName{0x0070, 0x0084};

inline constexpr Tag StorageMediaFileSetID{0x0088, 0x0130};
inline constexpr Tag StorageMediaFileSetUID{0x0088, 0x0140};
inline constexpr Tag IconImageSequence{0x0088, 0x0200};

inline constexpr Tag ReferencedDigitalSignatureSequence{0x0400, 0x0402};
inline constexpr Tag ReferencedSOPInstanceMACSequence{0x0400, 0x0403};
inline constexpr Tag ModifiedAttributesSequence{0x0400, 0x0550};
inline constexpr Tag OriginalAttributesSequence{0x0400, 0x0561};
inline constexpr Tag AttributeModificationDateTime{0x0400, 0x0562};
inline constexpr Tag ModifyingSystem{0x0400, 0x0563};
inline constexpr Tag SourceOfPreviousValues{0x0400, 0x0564};
inline constexpr Tag ReasonForTheAttributeModification{0x0400, 0x0565};

inline constexpr Tag PresentationLUTShape{0x2050, 0x0020};

inline constexpr Tag DoseSummationType{0x3004, 0x000A};
inline constexpr Tag StructureSetLabel{0x3006, 0x0002};
inline constexpr Tag StructureSetDate{0x3006, 0x0008};
inline constexpr Tag StructureSetTime{0x3006, 0x0009};
inline constexpr Tag TreatmentDate{0x3008, 0x0250};
inline constexpr Tag TreatmentTime{0x3008, 0x0251};
inline constexpr Tag RTPlanLabel{0x300A, 0x0002};
inline constexpr Tag RTPlanDate{0x300A, 0x0006};
inline constexpr Tag RTPlanTime{0x300A, 0x0007};

inline constexpr Tag WaveformSequence{0x5400, 0x0100};

inline constexpr Tag WaveformData{0x5400, 0x1010};
inline constexpr Tag SpectroscopyData{0x5600, 0x0020};
inline constexpr Tag FloatPixelData{0x7FE0, 0x0008};
inline constexpr Tag DoubleFloatPixelData{0x7FE0, 0x0009};
inline constexpr Tag PixelData{0x7FE0, 0x0010};

inline constexpr Tag DataSetTrailingPadding{0xFFFC, 0xFFFC};

inline constexpr Tag Item{0xFFFE, 0xE000};
inline constexpr Tag ItemDelimitationItem{0xFFFE, 0xE00D};
inline constexpr Tag SequenceDelimitationItem{0xFFFE, 0xE0DD};

}  // namespace tag
}  // namespace kinote::dicom
