#pragma once
// The elements of command sets, PS3.7 Annex E.

#include "dicom/tag.hpp"

namespace kinote::dimse::command_tag {

inline constexpr dicom::Tag CommandGroupLength{0x0000, 0x0000};
inline constexpr dicom::Tag AffectedSOPClassUID{0x0000, 0x0002};
inline constexpr dicom::Tag RequestedSOPClassUID{0x0000, 0x0003};
inline constexpr dicom::Tag CommandField{0x0000, 0x0100};
inline constexpr dicom::Tag MessageID{0x0000, 0x0110};
inline constexpr dicom::Tag MessageIDBeingRespondedTo{0x0000, 0x0120};
inline constexpr dicom::Tag MoveDestination{0x0000, 0x0600};
inline constexpr dicom::Tag Priority{0x0000, 0x0700};
inline constexpr dicom::Tag CommandDataSetType{0x0000, 0x0800};
inline constexpr dicom::Tag Status{0x0000, 0x0900};
inline constexpr dicom::Tag OffendingElement{0x0000, 0x0901};
inline constexpr dicom::Tag ErrorComment{0x0000, 0x0902};
inline constexpr dicom::Tag AffectedSOPInstanceUID{0x0000, 0x1000};
inline constexpr dicom::Tag RequestedSOPInstanceUID{0x0000, 0x1001};
inline constexpr dicom::Tag EventTypeID{0x0000, 0x1002};
inline constexpr dicom::Tag ActionTypeID{0x0000, 0x1008};
inline constexpr dicom::Tag NumberOfRemainingSuboperations{0x0000, 0x1020};
inline constexpr dicom::Tag NumberOfCompletedSuboperations{0x0000, 0x1021};
inline constexpr dicom::Tag NumberOfFailedSuboperations{0x0000, 0x1022};
inline constexpr dicom::Tag NumberOfWarningSuboperations{0x0000, 0x1023};
inline constexpr dicom::Tag MoveOriginatorApplicationEntityTitle{0x0000, 0x1030};
inline constexpr dicom::Tag MoveOriginatorMessageID{0x0000, 0x1031};

}  // namespace kinote::dimse::command_tag
