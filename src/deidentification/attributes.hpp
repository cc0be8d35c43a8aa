#pragma once
// Attributes and codes that only de-identification speaks of, by their keywords in PS3.6 and PS3.16.

#include "dicom/tag.hpp"
#include "note/code.hpp"

namespace kinote::deidentification {

namespace tag {

inline constexpr dicom::Tag ExtendedCodeMeaning{0x0008, 0x0108};
inline constexpr dicom::Tag BurnedInAnnotation{0x0028, 0x0301};
inline constexpr dicom::Tag RecognizableVisualFeatures{0x0028, 0x0302};
inline constexpr dicom::Tag LongitudinalTemporalInformationModified{0x0028, 0x0303};
inline constexpr dicom::Tag WaveformAnnotationSequence{0x0040, 0xB020};
inline constexpr dicom::Tag SpecimenLabelInImage{0x0048, 0x0010};
inline constexpr dicom::Tag GraphicAnnotationSequence{0x0070, 0x0001};
inline constexpr dicom::Tag GraphicObjectSequence{0x0070, 0x0009};
inline constexpr dicom::Tag CompoundGraphicSequence{0x0070, 0x0209};

}  // namespace tag

namespace term {

// CID 7050 "De-identification Method"
inline constexpr note::Term BasicApplicationConfidentialityProfile{"113100", "DCM",
                                                                   "Basic Application Confidentiality Profile"};
inline constexpr note::Term CleanGraphicsOption{"113103", "DCM", "Clean Graphics Option"};
inline constexpr note::Term CleanStructuredContentOption{"113104", "DCM", "Clean Structured Content Option"};

}  // namespace term

}  // namespace kinote::deidentification
