#pragma once
// The attributes and codes that rendering reads and no other room needs, PS3.6.

#include <string_view>

#include "dicom/tag.hpp"

namespace kinote::rendering::tag {

using dicom::Tag;

inline constexpr Tag ShutterShape{0x0018, 0x1600};
inline constexpr Tag ShutterLeftVerticalEdge{0x0018, 0x1602};
inline constexpr Tag ShutterRightVerticalEdge{0x0018, 0x1604};
inline constexpr Tag ShutterUpperHorizontalEdge{0x0018, 0x1606};
inline constexpr Tag ShutterLowerHorizontalEdge{0x0018, 0x1608};
inline constexpr Tag CenterOfCircularShutter{0x0018, 0x1610};
inline constexpr Tag RadiusOfCircularShutter{0x0018, 0x1612};
inline constexpr Tag VerticesOfThePolygonalShutter{0x0018, 0x1620};
inline constexpr Tag ShutterPresentationValue{0x0018, 0x1622};
inline constexpr Tag ImagerPixelSpacing{0x0018, 0x1164};
inline constexpr Tag NominalScannedPixelSpacing{0x0018, 0x2010};

inline constexpr Tag PixelSpacing{0x0028, 0x0030};
inline constexpr Tag PixelAspectRatio{0x0028, 0x0034};
inline constexpr Tag PixelPaddingValue{0x0028, 0x0120};
inline constexpr Tag PixelPaddingRangeLimit{0x0028, 0x0121};
inline constexpr Tag VOILUTFunction{0x0028, 0x1056};
inline constexpr Tag RedPaletteColorLookupTableDescriptor{0x0028, 0x1101};
inline constexpr Tag GreenPaletteColorLookupTableDescriptor{0x0028, 0x1102};
inline constexpr Tag BluePaletteColorLookupTableDescriptor{0x0028, 0x1103};
inline constexpr Tag RedPaletteColorLookupTableData{0x0028, 0x1201};
inline constexpr Tag GreenPaletteColorLookupTableData{0x0028, 0x1202};
inline constexpr Tag BluePaletteColorLookupTableData{0x0028, 0x1203};
inline constexpr Tag SegmentedRedPaletteColorLookupTableData{0x0028, 0x1221};
inline constexpr Tag SegmentedGreenPaletteColorLookupTableData{0x0028, 0x1222};
inline constexpr Tag SegmentedBluePaletteColorLookupTableData{0x0028, 0x1223};
inline constexpr Tag LossyImageCompression{0x0028, 0x2110};
inline constexpr Tag ModalityLUTSequence{0x0028, 0x3000};
inline constexpr Tag LUTDescriptor{0x0028, 0x3002};
inline constexpr Tag LUTData{0x0028, 0x3006};
inline constexpr Tag VOILUTSequence{0x0028, 0x3010};
inline constexpr Tag SoftcopyVOILUTSequence{0x0028, 0x3110};
inline constexpr Tag PixelMeasuresSequence{0x0028, 0x9110};
inline constexpr Tag FrameVOILUTSequence{0x0028, 0x9132};
inline constexpr Tag PixelValueTransformationSequence{0x0028, 0x9145};

inline constexpr Tag GraphicAnnotationSequence{0x0070, 0x0001};
inline constexpr Tag GraphicLayer{0x0070, 0x0002};
inline constexpr Tag BoundingBoxAnnotationUnits{0x0070, 0x0003};
inline constexpr Tag AnchorPointAnnotationUnits{0x0070, 0x0004};
inline constexpr Tag GraphicAnnotationUnits{0x0070, 0x0005};
inline constexpr Tag UnformattedTextValue{0x0070, 0x0006};
inline constexpr Tag TextObjectSequence{0x0070, 0x0008};
inline constexpr Tag GraphicObjectSequence{0x0070, 0x0009};
inline constexpr Tag BoundingBoxTopLeftHandCorner{0x0070, 0x0010};
inline constexpr Tag BoundingBoxBottomRightHandCorner{0x0070, 0x0011};
inline constexpr Tag AnchorPoint{0x0070, 0x0014};
inline constexpr Tag AnchorPointVisibility{0x0070, 0x0015};
inline constexpr Tag GraphicData{0x0070, 0x0022};
inline constexpr Tag GraphicType{0x0070, 0x0023};
inline constexpr Tag GraphicFilled{0x0070, 0x0024};
inline constexpr Tag ImageHorizontalFlip{0x0070, 0x0041};
inline constexpr Tag ImageRotation{0x0070, 0x0042};
inline constexpr Tag DisplayedAreaTopLeftHandCorner{0x0070, 0x0052};
inline constexpr Tag DisplayedAreaBottomRightHandCorner{0x0070, 0x0053};
inline constexpr Tag DisplayedAreaSelectionSequence{0x0070, 0x005A};
inline constexpr Tag GraphicLayerSequence{0x0070, 0x0060};
inline constexpr Tag GraphicLayerOrder{0x0070, 0x0062};
inline constexpr Tag GraphicLayerRecommendedDisplayGrayscaleValue{0x0070, 0x0066};
inline constexpr Tag PresentationPixelSpacing{0x0070, 0x0101};
inline constexpr Tag PresentationPixelAspectRatio{0x0070, 0x0102};

inline constexpr Tag PresentationLUTSequence{0x2050, 0x0010};

inline constexpr Tag SharedFunctionalGroupsSequence{0x5200, 0x9229};
inline constexpr Tag PerFrameFunctionalGroupsSequence{0x5200, 0x9230};

inline constexpr Tag ExtendedOffsetTable{0x7FE0, 0x0001};
inline constexpr Tag ExtendedOffsetTableLengths{0x7FE0, 0x0002};
inline constexpr Tag EncapsulatedPixelDataValueTotalLength{0x7FE0, 0x0003};

/// Ahead of all elements of the Pixel Data group.
inline constexpr Tag BeforePixelDataGroup{0x7FDF, 0xFFFF};

}  // namespace kinote::rendering::tag

namespace kinote::rendering::uid {

// Images whose modality LUT leads away from what is to be shown: see PS3.3 C.8.7.1.1.2.
inline constexpr std::string_view XRayAngiographicImageStorage = "1.2.840.10008.5.1.4.1.1.12.1";
inline constexpr std::string_view XRayRadiofluoroscopicImageStorage = "1.2.840.10008.5.1.4.1.1.12.2";
inline constexpr std::string_view XRayAngiographicBiPlaneImageStorage = "1.2.840.10008.5.1.4.1.1.12.3";

// Retired JPEG processes with eight bits that a baseline decoder reads along.
inline constexpr std::string_view JPEGFullProgressionNonHierarchical1012 = "1.2.840.10008.1.2.4.55";

}  // namespace kinote::rendering::uid
