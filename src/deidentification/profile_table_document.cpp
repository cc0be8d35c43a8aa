#include "deidentification/profile_table.hpp"

#include <algorithm>
#include <array>

namespace kinote::deidentification {
namespace {

using enum Action;

constexpr std::array document_table{
    AttributeRule{{0x0042, 0x0011}, replace},  // EncapsulatedDocument
    AttributeRule{{0x0044, 0x0004}, remove},   // ApprovalStatusDateTime
    AttributeRule{{0x0044, 0x000B}, remove},   // ProductExpirationDateTime
    AttributeRule{{0x0044, 0x0010}, remove},   // SubstanceAdministrationDateTime
    AttributeRule{{0x0044, 0x0104}, replace},  // AssertionDateTime
    AttributeRule{{0x0044, 0x0105}, remove},   // AssertionExpirationDateTime
    AttributeRule{{0x0050, 0x001B}, remove},   // ContainerComponentID
    AttributeRule{{0x0050, 0x0020}, remove},   // DeviceDescription
    AttributeRule{{0x0050, 0x0021}, remove},   // LongDeviceDescription
    AttributeRule{{0x0062, 0x0021}, map},      // TrackingUID
    AttributeRule{{0x0064, 0x0003}, map},      // SourceFrameOfReferenceUID
    AttributeRule{{0x0068, 0x6226}, replace},  // EffectiveDateTime
    AttributeRule{{0x0068, 0x6270}, replace},  // InformationIssueDateTime
    AttributeRule{{0x006A, 0x0003}, replace},  // AnnotationGroupUID
    AttributeRule{{0x006A, 0x0005}, replace},  // AnnotationGroupLabel
    AttributeRule{{0x006A, 0x0006}, remove},   // AnnotationGroupDescription
    AttributeRule{{0x0070, 0x0001}, keep},     // GraphicAnnotationSequence
    AttributeRule{{0x0070, 0x0002}, relabel},  // GraphicLayer
    AttributeRule{{0x0070, 0x0008}, remove},   // TextObjectSequence
    AttributeRule{{0x0070, 0x0080}, replace},  // ContentLabel
    AttributeRule{{0x0070, 0x0081}, empty},    // ContentDescription
    AttributeRule{{0x0070, 0x0082}, replace},  // PresentationCreationDate
    AttributeRule{{0x0070, 0x0083}, replace},  // PresentationCreationTime
    AttributeRule{{0x0070, 0x0084}, replace},  // ContentCreatorName
    AttributeRule{{0x0070, 0x0086}, remove},   // ContentCreatorIdentificationCodeSequence
    AttributeRule{{0x0070, 0x031A}, map},      // FiducialUID
    AttributeRule{{0x0070, 0x1101}, map},      // PresentationDisplayCollectionUID
    AttributeRule{{0x0070, 0x1102}, map},      // PresentationSequenceCollectionUID
    AttributeRule{{0x0072, 0x000A}, replace},  // HangingProtocolCreationDateTime
    AttributeRule{{0x0072, 0x005E}, replace},  // SelectorAEValue
    AttributeRule{{0x0072, 0x005F}, replace},  // SelectorASValue
    AttributeRule{{0x0072, 0x0061}, replace},  // SelectorDAValue
    AttributeRule{{0x0072, 0x0063}, replace},  // SelectorDTValue
    AttributeRule{{0x0072, 0x0065}, replace},  // SelectorOBValue
    AttributeRule{{0x0072, 0x0066}, replace},  // SelectorLOValue
    AttributeRule{{0x0072, 0x0068}, replace},  // SelectorLTValue
    AttributeRule{{0x0072, 0x006A}, replace},  // SelectorPNValue
    AttributeRule{{0x0072, 0x006B}, replace},  // SelectorTMValue
    AttributeRule{{0x0072, 0x006C}, replace},  // SelectorSHValue
    AttributeRule{{0x0072, 0x006D}, replace},  // SelectorUNValue
    AttributeRule{{0x0072, 0x006E}, replace},  // SelectorSTValue
    AttributeRule{{0x0072, 0x0070}, replace},  // SelectorUTValue
    AttributeRule{{0x0072, 0x0071}, replace},  // SelectorURValue
    AttributeRule{{0x0074, 0x1234}, remove},   // ReceivingAE
    AttributeRule{{0x0074, 0x1236}, remove},   // RequestingAE
    AttributeRule{{0x0088, 0x0140}, map},      // StorageMediaFileSetUID
    AttributeRule{{0x0088, 0x0200}, remove},   // IconImageSequence
    AttributeRule{{0x0088, 0x0904}, remove},   // TopicTitle
    AttributeRule{{0x0088, 0x0906}, remove},   // TopicSubject
    AttributeRule{{0x0088, 0x0910}, remove},   // TopicAuthor
    AttributeRule{{0x0088, 0x0912}, remove},   // TopicKeywords
    AttributeRule{{0x0100, 0x0420}, remove},   // SOPAuthorizationDateTime
    AttributeRule{{0x0400, 0x0100}, map},      // DigitalSignatureUID
    AttributeRule{{0x0400, 0x0105}, replace},  // DigitalSignatureDateTime
    AttributeRule{{0x0400, 0x0115}, replace},  // CertificateOfSigner
    AttributeRule{{0x0400, 0x0120}, remove},   // Signature
    AttributeRule{{0x0400, 0x0310}, remove},   // CertifiedTimestamp
    AttributeRule{{0x0400, 0x0402}, remove},   // ReferencedDigitalSignatureSequence
    AttributeRule{{0x0400, 0x0403}, remove},   // ReferencedSOPInstanceMACSequence
    AttributeRule{{0x0400, 0x0404}, remove},   // MAC
    AttributeRule{{0x0400, 0x0500}, remove},   // EncryptedAttributesSequence
    AttributeRule{{0x0400, 0x0520}, remove},   // EncryptedContent
    AttributeRule{{0x0400, 0x0550}, remove},   // ModifiedAttributesSequence
    AttributeRule{{0x0400, 0x0551}, remove},   // NonconformingModifiedAttributesSequence
    AttributeRule{{0x0400, 0x0552}, remove},   // NonconformingDataElementValue
    AttributeRule{{0x0400, 0x0561}, remove},   // OriginalAttributesSequence
    AttributeRule{{0x0400, 0x0562}, replace},  // AttributeModificationDateTime
    AttributeRule{{0x0400, 0x0563}, replace},  // ModifyingSystem
    AttributeRule{{0x0400, 0x0564}, empty},    // SourceOfPreviousValues
    AttributeRule{{0x0400, 0x0565}, replace},  // ReasonForTheAttributeModification
    AttributeRule{{0x0400, 0x0600}, remove},   // InstanceOriginStatus
    AttributeRule{{0x2030, 0x0020}, remove},   // TextString
    AttributeRule{{0x2100, 0x0040}, remove},   // CreationDate
    AttributeRule{{0x2100, 0x0050}, remove},   // CreationTime
    AttributeRule{{0x2100, 0x0070}, remove},   // Originator
    AttributeRule{{0x2100, 0x0140}, replace},  // DestinationAE
    AttributeRule{{0x2200, 0x0002}, empty},    // LabelText
    AttributeRule{{0x2200, 0x0005}, empty},    // BarcodeValue
};
static_assert(std::ranges::is_sorted(document_table, {}, &AttributeRule::tag));

}  // namespace

std::span<const AttributeRule> rules_of_document_attributes() { return document_table; }

}  // namespace kinote::deidentification
