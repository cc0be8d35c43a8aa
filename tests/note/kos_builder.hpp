#pragma once
// Key Object Selection Documents for tests: a right one, to be made wrong on purpose.

#include <string>
#include <utility>
#include <vector>

#include "dicom/data_set_builder.hpp"

namespace kinote::test {

namespace tag = dicom::tag;

inline constexpr std::string_view study_uid = "1.2.3.100";
inline constexpr std::string_view ct_series_uid = "1.2.3.100.1";
inline constexpr std::string_view ct_1_uid = "1.2.3.100.1.1";
inline constexpr std::string_view ct_2_uid = "1.2.3.100.1.2";
inline constexpr std::string_view us_series_uid = "1.2.3.100.2";
inline constexpr std::string_view us_uid = "1.2.3.100.2.1";
inline constexpr std::string_view pr_series_uid = "1.2.3.100.3";
inline constexpr std::string_view pr_uid = "1.2.3.100.3.1";
inline constexpr std::string_view kos_series_uid = "1.2.3.100.9";
inline constexpr std::string_view kos_uid = "1.2.3.100.9.1";

inline BuiltItem code_item(const std::string& value, const std::string& scheme, const std::string& meaning) {
    return BuiltItem{}
        .text(tag::CodeValue, Vr::SH, value)
        .text(tag::CodingSchemeDesignator, Vr::SH, scheme)
        .text(tag::CodeMeaning, Vr::LO, meaning);
}

inline BuiltItem content_item(const std::string& relationship, const std::string& type) {
    return BuiltItem{}.text(tag::RelationshipType, Vr::CS, relationship).text(tag::ValueType, Vr::CS, type);
}

inline BuiltItem named_item(const std::string& relationship, const std::string& type, const std::string& code,
                            const std::string& meaning) {
    return content_item(relationship, type).sequence(tag::ConceptNameCodeSequence, {code_item(code, "DCM", meaning)});
}

inline BuiltItem coded_item(const std::string& relationship, const std::string& code, const std::string& meaning,
                            const BuiltItem& value) {
    return named_item(relationship, "CODE", code, meaning).sequence(tag::ConceptCodeSequence, {value});
}

inline BuiltItem text_item(const std::string& relationship, const std::string& code, const std::string& meaning,
                           const std::string& text) {
    return named_item(relationship, "TEXT", code, meaning).text(tag::TextValue, Vr::UT, text);
}

inline BuiltItem description(const std::string& text) {
    return text_item("CONTAINS", "113012", "Key Object Description", text);
}

inline BuiltItem modifier(const std::string& code, const std::string& meaning) {
    return coded_item("HAS CONCEPT MOD", "113011", "Document Title Modifier", code_item(code, "DCM", meaning));
}

inline std::vector<BuiltItem> person(const std::string& name) {
    return {
        coded_item("HAS OBS CONTEXT", "121005", "Observer Type", code_item("121006", "DCM", "Person")),
        named_item("HAS OBS CONTEXT", "PNAME", "121008", "Person Observer Name").text(tag::PersonName, Vr::PN, name)};
}

/// An item of (0008,1199).
inline BuiltItem object_item(std::string_view sop_class, std::string_view instance, const std::string& frames = {}) {
    BuiltItem item;
    item.text(tag::ReferencedSOPClassUID, Vr::UI, std::string{sop_class});
    item.text(tag::ReferencedSOPInstanceUID, Vr::UI, std::string{instance});
    if (!frames.empty()) item.text(tag::ReferencedFrameNumber, Vr::IS, frames);
    return item;
}

inline BuiltItem reference(const std::string& type, BuiltItem object) {
    return content_item("CONTAINS", type).sequence(tag::ReferencedSOPSequence, {std::move(object)});
}

inline BuiltItem image(std::string_view instance) {
    return reference("IMAGE", object_item(dicom::uid::CTImageStorage, instance));
}

inline BuiltItem series_item(std::string_view series, std::vector<BuiltItem> objects) {
    return BuiltItem{}
        .sequence(tag::ReferencedSOPSequence, std::move(objects))
        .text(tag::SeriesInstanceUID, Vr::UI, std::string{series});
}

inline BuiltItem study_item(std::string_view study, std::vector<BuiltItem> series) {
    return BuiltItem{}
        .sequence(tag::ReferencedSeriesSequence, std::move(series))
        .text(tag::StudyInstanceUID, Vr::UI, std::string{study});
}

inline BuiltElement element(Tag tag, Vr vr, std::string value) {
    BuiltItem item;
    item.text(tag, vr, std::move(value));
    return item.elements.front();
}

inline BuiltElement sequence(Tag tag, std::vector<BuiltItem> items) { return {tag, Vr::SQ, {}, std::move(items), {}}; }

/// Two CT images, one of the tree's references each; description and author. Breaks no rule.
inline BuiltItem good_kos() {
    std::vector<BuiltItem> content = person("Reader^Anna");
    content.push_back(description("Nodule"));
    content.push_back(image(ct_1_uid));
    content.push_back(image(ct_2_uid));
    BuiltItem kos;
    kos.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192")
        .text(tag::SOPClassUID, Vr::UI, std::string{dicom::uid::KeyObjectSelectionDocumentStorage})
        .text(tag::SOPInstanceUID, Vr::UI, std::string{kos_uid})
        .text(tag::StudyDate, Vr::DA, "20240105")
        .text(tag::ContentDate, Vr::DA, "20240105")
        .text(tag::StudyTime, Vr::TM, "101500")
        .text(tag::ContentTime, Vr::TM, "121314.5")
        .text(tag::AccessionNumber, Vr::SH, "ACC-1")
        .text(tag::Modality, Vr::CS, "KO")
        .text(tag::Manufacturer, Vr::LO, "Maker")
        .text(tag::ReferringPhysicianName, Vr::PN, "")
        .text(tag::TimezoneOffsetFromUTC, Vr::SH, "+0100")
        .sequence(tag::ReferencedPerformedProcedureStepSequence, {})
        .text(tag::PatientName, Vr::PN, "M\xC3\xBCller^J\xC3\xBCrgen")
        .text(tag::PatientID, Vr::LO, "PID-1")
        .text(tag::IssuerOfPatientID, Vr::LO, "HOSP")
        .text(tag::PatientBirthDate, Vr::DA, "19600101")
        .text(tag::PatientSex, Vr::CS, "M")
        .text(tag::StudyInstanceUID, Vr::UI, std::string{study_uid})
        .text(tag::SeriesInstanceUID, Vr::UI, std::string{kos_series_uid})
        .text(tag::StudyID, Vr::SH, "ST1")
        .text(tag::SeriesNumber, Vr::IS, "9001")
        .text(tag::InstanceNumber, Vr::IS, "1")
        .text(tag::ValueType, Vr::CS, "CONTAINER")
        .sequence(tag::ConceptNameCodeSequence, {code_item("113000", "DCM", "Of Interest")})
        .text(tag::ContinuityOfContent, Vr::CS, "SEPARATE")
        .sequence(
            tag::CurrentRequestedProcedureEvidenceSequence,
            {study_item(study_uid, {series_item(ct_series_uid, {object_item(dicom::uid::CTImageStorage, ct_1_uid),
                                                                object_item(dicom::uid::CTImageStorage, ct_2_uid)})})})
        .sequence(
            tag::ContentTemplateSequence,
            {BuiltItem{}.text(tag::MappingResource, Vr::CS, "DCMR").text(tag::TemplateIdentifier, Vr::CS, "2010")})
        .sequence(tag::ContentSequence, std::move(content));
    return kos;
}

/// The right document with another content tree.
inline BuiltItem kos_with_content(std::vector<BuiltItem> content) {
    return good_kos().set(sequence(tag::ContentSequence, std::move(content)));
}

/// The right document with other evidence.
inline BuiltItem with_evidence(BuiltItem kos, std::vector<BuiltItem> studies) {
    return kos.set(sequence(tag::CurrentRequestedProcedureEvidenceSequence, std::move(studies)));
}

inline BuiltItem with_title(BuiltItem kos, const std::string& value, const std::string& scheme,
                            const std::string& meaning) {
    return kos.set(sequence(tag::ConceptNameCodeSequence, {code_item(value, scheme, meaning)}));
}

}  // namespace kinote::test
