#pragma once
// Unique identifiers, PS3.5 chapter 9 and PS3.6 Annex A: the ones that the rooms name. See sop_class.hpp and
// transfer_syntax.hpp for what the others mean.

#include <string_view>

namespace kinote::dicom {

/// Digits and dots, 1 to 64 of them. What breaks only the rules on components passes, as it is found in the field.
[[nodiscard]] bool is_valid_uid(std::string_view text);

/// As PS3.5 9.1 demands: valid, and no component is empty or has a leading zero.
[[nodiscard]] bool is_well_formed_uid(std::string_view text);

namespace uid {

// Transfer syntaxes
inline constexpr std::string_view ImplicitVRLittleEndian = "1.2.840.10008.1.2";
inline constexpr std::string_view ExplicitVRLittleEndian = "1.2.840.10008.1.2.1";
inline constexpr std::string_view EncapsulatedUncompressedExplicitVRLittleEndian = "1.2.840.10008.1.2.1.98";
inline constexpr std::string_view DeflatedExplicitVRLittleEndian = "1.2.840.10008.1.2.1.99";
inline constexpr std::string_view ExplicitVRBigEndian = "1.2.840.10008.1.2.2";
inline constexpr std::string_view JPEGBaseline8Bit = "1.2.840.10008.1.2.4.50";
inline constexpr std::string_view JPEGExtended12Bit = "1.2.840.10008.1.2.4.51";
inline constexpr std::string_view JPEGLossless = "1.2.840.10008.1.2.4.57";
inline constexpr std::string_view JPEGLosslessSV1 = "1.2.840.10008.1.2.4.70";
inline constexpr std::string_view JPEGLSLossless = "1.2.840.10008.1.2.4.80";
inline constexpr std::string_view JPEGLSNearLossless = "1.2.840.10008.1.2.4.81";
inline constexpr std::string_view JPEG2000Lossless = "1.2.840.10008.1.2.4.90";
inline constexpr std::string_view JPEG2000 = "1.2.840.10008.1.2.4.91";
inline constexpr std::string_view MPEG2MPML = "1.2.840.10008.1.2.4.100";
inline constexpr std::string_view MPEG4HP41 = "1.2.840.10008.1.2.4.102";
inline constexpr std::string_view HTJ2KLossless = "1.2.840.10008.1.2.4.201";
inline constexpr std::string_view HTJ2KLosslessRPCL = "1.2.840.10008.1.2.4.202";
inline constexpr std::string_view HTJ2K = "1.2.840.10008.1.2.4.203";
inline constexpr std::string_view RLELossless = "1.2.840.10008.1.2.5";

// Storage SOP classes
inline constexpr std::string_view KeyObjectSelectionDocumentStorage = "1.2.840.10008.5.1.4.1.1.88.59";
inline constexpr std::string_view ComputedRadiographyImageStorage = "1.2.840.10008.5.1.4.1.1.1";
inline constexpr std::string_view CTImageStorage = "1.2.840.10008.5.1.4.1.1.2";
inline constexpr std::string_view EnhancedCTImageStorage = "1.2.840.10008.5.1.4.1.1.2.1";
inline constexpr std::string_view UltrasoundMultiFrameImageStorage = "1.2.840.10008.5.1.4.1.1.3.1";
inline constexpr std::string_view MRImageStorage = "1.2.840.10008.5.1.4.1.1.4";
inline constexpr std::string_view UltrasoundImageStorage = "1.2.840.10008.5.1.4.1.1.6.1";
inline constexpr std::string_view SecondaryCaptureImageStorage = "1.2.840.10008.5.1.4.1.1.7";
inline constexpr std::string_view GrayscaleSoftcopyPresentationStateStorage = "1.2.840.10008.5.1.4.1.1.11.1";
inline constexpr std::string_view ColorSoftcopyPresentationStateStorage = "1.2.840.10008.5.1.4.1.1.11.2";
inline constexpr std::string_view PseudoColorSoftcopyPresentationStateStorage = "1.2.840.10008.5.1.4.1.1.11.3";
inline constexpr std::string_view BlendingSoftcopyPresentationStateStorage = "1.2.840.10008.5.1.4.1.1.11.4";
inline constexpr std::string_view SegmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4";
inline constexpr std::string_view BasicTextSRStorage = "1.2.840.10008.5.1.4.1.1.88.11";
inline constexpr std::string_view EnhancedSRStorage = "1.2.840.10008.5.1.4.1.1.88.22";
inline constexpr std::string_view ComprehensiveSRStorage = "1.2.840.10008.5.1.4.1.1.88.33";
inline constexpr std::string_view EncapsulatedPDFStorage = "1.2.840.10008.5.1.4.1.1.104.1";
inline constexpr std::string_view MediaStorageDirectoryStorage = "1.2.840.10008.1.3.10";

// Services
inline constexpr std::string_view Verification = "1.2.840.10008.1.1";
inline constexpr std::string_view StorageCommitmentPushModel = "1.2.840.10008.1.20.1";
inline constexpr std::string_view StorageCommitmentPushModelInstance = "1.2.840.10008.1.20.1.1";
inline constexpr std::string_view InstanceAvailabilityNotification = "1.2.840.10008.5.1.4.33";
inline constexpr std::string_view PatientRootQueryRetrieveInformationModelFind = "1.2.840.10008.5.1.4.1.2.1.1";
inline constexpr std::string_view PatientRootQueryRetrieveInformationModelMove = "1.2.840.10008.5.1.4.1.2.1.2";
inline constexpr std::string_view PatientRootQueryRetrieveInformationModelGet = "1.2.840.10008.5.1.4.1.2.1.3";
inline constexpr std::string_view StudyRootQueryRetrieveInformationModelFind = "1.2.840.10008.5.1.4.1.2.2.1";
inline constexpr std::string_view StudyRootQueryRetrieveInformationModelMove = "1.2.840.10008.5.1.4.1.2.2.2";
inline constexpr std::string_view StudyRootQueryRetrieveInformationModelGet = "1.2.840.10008.5.1.4.1.2.2.3";

// DICOM Content Mapping Resource, PS3.16
inline constexpr std::string_view DCMR = "1.2.840.10008.8.1.1";

/// kinote's own, as Implementation Class UID (0002,0012): `2.25.` and a fixed random UUID, PS3.5 B.2.
inline constexpr std::string_view KinoteImplementation = "2.25.151780290502220561554574359227662489043";

}  // namespace uid
}  // namespace kinote::dicom
