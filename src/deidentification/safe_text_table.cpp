#include "deidentification/safe_text_table.hpp"

#include <algorithm>
#include <array>

namespace kinote::deidentification {
namespace {

constexpr std::array safe_table{
    dicom::Tag{0x0008, 0x0070},  // Manufacturer
    dicom::Tag{0x0008, 0x0100},  // CodeValue
    dicom::Tag{0x0008, 0x0101},  // ExtendedCodeValue
    dicom::Tag{0x0008, 0x0102},  // CodingSchemeDesignator
    dicom::Tag{0x0008, 0x0103},  // CodingSchemeVersion
    dicom::Tag{0x0008, 0x0104},  // CodeMeaning
    dicom::Tag{0x0008, 0x0108},  // ExtendedCodeMeaning
    dicom::Tag{0x0008, 0x0112},  // CodingSchemeRegistry
    dicom::Tag{0x0008, 0x0119},  // LongCodeValue
    dicom::Tag{0x0008, 0x0120},  // URNCodeValue
    dicom::Tag{0x0008, 0x0122},  // MappingResourceName
    dicom::Tag{0x0008, 0x0222},  // ManufacturerRelatedModelGroup
    dicom::Tag{0x0008, 0x1090},  // ManufacturerModelName
    dicom::Tag{0x0010, 0x2201},  // PatientSpeciesDescription
    dicom::Tag{0x0010, 0x2292},  // PatientBreedDescription
    dicom::Tag{0x0018, 0x0024},  // SequenceName
    dicom::Tag{0x0018, 0x0031},  // Radiopharmaceutical
    dicom::Tag{0x0018, 0x0034},  // InterventionDrugName
    dicom::Tag{0x0018, 0x0085},  // ImagedNucleus
    dicom::Tag{0x0018, 0x1016},  // SecondaryCaptureDeviceManufacturer
    dicom::Tag{0x0018, 0x1018},  // SecondaryCaptureDeviceManufacturerModelName
    dicom::Tag{0x0018, 0x1019},  // SecondaryCaptureDeviceSoftwareVersions
    dicom::Tag{0x0018, 0x1020},  // SoftwareVersions
    dicom::Tag{0x0018, 0x1022},  // VideoImageFormatAcquired
    dicom::Tag{0x0018, 0x1023},  // DigitalImageFormatAcquired
    dicom::Tag{0x0018, 0x1040},  // ContrastBolusRoute
    dicom::Tag{0x0018, 0x1061},  // TriggerSourceOrType
    dicom::Tag{0x0018, 0x1064},  // CardiacFramingType
    dicom::Tag{0x0018, 0x1070},  // RadiopharmaceuticalRoute
    dicom::Tag{0x0018, 0x1085},  // PVCRejection
    dicom::Tag{0x0018, 0x1160},  // FilterType
    dicom::Tag{0x0018, 0x1161},  // TypeOfFilters
    dicom::Tag{0x0018, 0x1180},  // CollimatorGridName
    dicom::Tag{0x0018, 0x11B0},  // AcquisitionMode
    dicom::Tag{0x0018, 0x11B1},  // DoseModeName
    dicom::Tag{0x0018, 0x1210},  // ConvolutionKernel
    dicom::Tag{0x0018, 0x1250},  // ReceiveCoilName
    dicom::Tag{0x0018, 0x1251},  // TransmitCoilName
    dicom::Tag{0x0018, 0x1260},  // PlateType
    dicom::Tag{0x0018, 0x1261},  // PhosphorType
    dicom::Tag{0x0018, 0x1401},  // AcquisitionDeviceProcessingCode
    dicom::Tag{0x0018, 0x5000},  // OutputPower
    dicom::Tag{0x0018, 0x5010},  // TransducerData
    dicom::Tag{0x0018, 0x5020},  // ProcessingFunction
    dicom::Tag{0x0018, 0x702A},  // DetectorManufacturerName
    dicom::Tag{0x0018, 0x702B},  // DetectorManufacturerModelName
    dicom::Tag{0x0018, 0x9005},  // PulseSequenceName
    dicom::Tag{0x0018, 0x9041},  // ReceiveCoilManufacturerName
    dicom::Tag{0x0018, 0x9046},  // MultiCoilConfiguration
    dicom::Tag{0x0018, 0x9047},  // MultiCoilElementName
    dicom::Tag{0x0018, 0x9050},  // TransmitCoilManufacturerName
    dicom::Tag{0x0018, 0x9175},  // ApplicableSafetyStandardDescription
    dicom::Tag{0x0018, 0x9320},  // ImageFilter
    dicom::Tag{0x0018, 0x9524},  // ApplicationName
    dicom::Tag{0x0018, 0x9525},  // ApplicationVersion
    dicom::Tag{0x0018, 0x9526},  // ApplicationManufacturer
    dicom::Tag{0x0020, 0x9056},  // StackID
    dicom::Tag{0x0020, 0x9213},  // DimensionIndexPrivateCreator
    dicom::Tag{0x0020, 0x9238},  // FunctionalGroupPrivateCreator
    dicom::Tag{0x0020, 0x9421},  // DimensionDescriptionLabel
    dicom::Tag{0x0028, 0x1054},  // RescaleType
    dicom::Tag{0x0028, 0x1055},  // WindowCenterWidthExplanation
    dicom::Tag{0x0028, 0x3004},  // ModalityLUTType
    dicom::Tag{0x0042, 0x0012},  // MIMETypeOfEncapsulatedDocument
    dicom::Tag{0x0042, 0x0014},  // ListOfMIMETypes
    dicom::Tag{0x0048, 0x0106},  // OpticalPathIdentifier
    dicom::Tag{0x0054, 0x0018},  // EnergyWindowName
    dicom::Tag{0x0054, 0x1101},  // AttenuationCorrectionMethod
    dicom::Tag{0x0054, 0x1103},  // ReconstructionMethod
    dicom::Tag{0x0054, 0x1104},  // DetectorLinesOfResponseUsed
    dicom::Tag{0x0054, 0x1105},  // ScatterCorrectionMethod
    dicom::Tag{0x0062, 0x0009},  // SegmentAlgorithmName
    dicom::Tag{0x0066, 0x0031},  // AlgorithmVersion
    dicom::Tag{0x0066, 0x0036},  // AlgorithmName
    dicom::Tag{0x006A, 0x000E},  // ReferencedOpticalPathIdentifier
    dicom::Tag{0x0070, 0x0227},  // FontName
    dicom::Tag{0x0070, 0x0229},  // CSSFontName
    dicom::Tag{0x3010, 0x001A},  // ManufacturerModelVersion
};
static_assert(std::ranges::is_sorted(safe_table));

}  // namespace

std::span<const dicom::Tag> safe_text_attributes() { return safe_table; }

bool is_safe_text(dicom::Tag tag) { return std::ranges::binary_search(safe_table, tag); }

}  // namespace kinote::deidentification
