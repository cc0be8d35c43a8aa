#include "note/document_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dicom/dictionary.hpp"
#include "dicom/uid.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;
namespace uid = dicom::uid;
using dicom::Tag;
using dicom::Vr;

// PS3.3 C.17.6.1 and C.17.6.2.
constexpr std::array type_1{tag::InstanceNumber, tag::ContentDate, tag::ContentTime, tag::SeriesNumber};

// PS3.3 C.7.1.1, C.7.2.1, C.7.5.1 and C.17.6.1.
constexpr std::array type_2{tag::StudyDate,
                            tag::StudyTime,
                            tag::AccessionNumber,
                            tag::Manufacturer,
                            tag::ReferringPhysicianName,
                            tag::ReferencedPerformedProcedureStepSequence,
                            tag::PatientName,
                            tag::PatientID,
                            tag::PatientBirthDate,
                            tag::PatientSex,
                            tag::StudyID};

// Of the modules SR Document General and SR Document Series, which the IOD does not have (PS3.3 A.35.4).
constexpr std::array attributes_of_reports{tag::VerifyingObserverSequence,      tag::AuthorObserverSequence,
                                           tag::PredecessorDocumentsSequence,   tag::PerformedProcedureCodeSequence,
                                           tag::PertinentOtherEvidenceSequence, tag::CompletionFlag,
                                           tag::CompletionFlagDescription,      tag::VerificationFlag};

constexpr std::array pixel_attributes{tag::PixelData, tag::FloatPixelData, tag::DoubleFloatPixelData};

constexpr std::string_view template_identifier = "2010";
constexpr std::string_view mapping_resource = "DCMR";

void judge_identity(const dicom::Dataset& kos, FindingList& findings) {
    const std::string sop_class = kos.text(tag::SOPClassUID);
    if (sop_class != uid::KeyObjectSelectionDocumentStorage) {
        findings.error(RuleId::K01, Place{}.in(tag::SOPClassUID), "it is no Key Object Selection Document");
    }
    for (const Tag own : {tag::SOPInstanceUID, tag::SeriesInstanceUID, tag::StudyInstanceUID}) {
        const std::string text = kos.text(own);
        if (dicom::is_well_formed_uid(text)) continue;
        if (dicom::is_valid_uid(text)) {
            findings.warning(RuleId::K01, Place{}.in(own),
                             "the UID has a leading zero or an empty component; it is used as it is");
        } else {
            findings.error(RuleId::K01, Place{}.in(own), "the UID is absent or malformed");
        }
    }
}

void judge_file_meta(const dicom::Dataset& kos, FindingList& findings) {
    const dicom::FileMeta& meta = kos.file_meta();
    const auto compare = [&](const std::string& in_meta, Tag meta_tag, Tag tag) {
        if (in_meta.empty() || in_meta == kos.text(tag)) return;
        findings.warning(RuleId::K02, Place{}.in(meta_tag),
                         fmt::format("it differs from the {} of the data set, which is used", dicom::keyword_of(tag)));
    };
    compare(meta.media_storage_sop_class_uid, tag::MediaStorageSOPClassUID, tag::SOPClassUID);
    compare(meta.media_storage_sop_instance_uid, tag::MediaStorageSOPInstanceUID, tag::SOPInstanceUID);
}

void judge_root(const dicom::Dataset& kos, FindingList& findings) {
    const std::string value_type = kos.text(tag::ValueType);
    if (value_type != "CONTAINER") {
        findings.error(RuleId::K10, Place{}.in(tag::ValueType),
                       fmt::format("the root is \"{}\" where a CONTAINER must be", value_type));
    }
    const std::string continuity = kos.text(tag::ContinuityOfContent);
    if (continuity != "SEPARATE") {
        findings.warning(RuleId::K11, Place{}.in(tag::ContinuityOfContent),
                         continuity.empty() ? "it is missing; SEPARATE is assumed"
                                            : fmt::format("it is \"{}\"; SEPARATE is assumed", continuity));
    }
    const auto used_template = kos.items(tag::ContentTemplateSequence).first();
    if (!used_template) {
        findings.warning(RuleId::K15, Place{}.in(tag::ContentTemplateSequence), "the content template is not named");
    } else if (used_template->text(tag::TemplateIdentifier) != template_identifier ||
               used_template->text(tag::MappingResource) != mapping_resource) {
        findings.warning(
            RuleId::K15, Place{}.in(tag::ContentTemplateSequence).item(1),
            fmt::format("the content template is {} {}, not DCMR 2010", used_template->text(tag::MappingResource),
                        used_template->text(tag::TemplateIdentifier)));
    }
}

void judge_attributes(const dicom::Dataset& kos, FindingList& findings) {
    for (const Tag tag : type_1) {
        if (!kos.has_value(tag)) findings.warning(RuleId::K28, Place{}.in(tag), "the attribute of type 1 has no value");
    }
    for (const Tag tag : type_2) {
        if (!kos.has(tag)) findings.warning(RuleId::K29, Place{}.in(tag), "the attribute of type 2 is missing");
    }
    for (const Tag tag : attributes_of_reports) {
        if (kos.has(tag)) findings.information(RuleId::K32, Place{}.in(tag), "the attribute belongs to other reports");
    }
    for (const Tag tag : pixel_attributes) {
        if (kos.has(tag))
            findings.warning(RuleId::K32, Place{}.in(tag), "the document has pixel data; it is not looked at");
    }
}

bool is_plain(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\x1B'; });
}

std::string_view words_for(dicom::TextDefect defect) {
    switch (defect) {
        case dicom::TextDefect::undeclared_escape: return "an escape sequence invokes a set that is not declared";
        case dicom::TextDefect::read_as_utf8:
            return "the text is not in the declared character set; it is read as UTF-8";
        case dicom::TextDefect::read_as_fallback:
            return "the text is not in the declared character set, nor UTF-8; it is read in the site's character set";
        case dicom::TextDefect::replaced: return "some characters cannot be read in any character set";
        case dicom::TextDefect::none: break;
    }
    return "the character set is misspelt or wrongly combined";
}

void judge_value(const dicom::Element& element, const dicom::Item& item, const Place& place, FindingList& findings) {
    const std::string_view value = element.raw_text();
    if (!is_plain(value)) {
        const dicom::TextDefect defect = element.decoded().defect;
        if (defect != dicom::TextDefect::none || !item.character_set().is_as_standard()) {
            findings.warning(RuleId::K30, place.in(element.tag()), std::string{words_for(defect)});
        }
    }
    if (value.empty()) return;
    if (element.vr() == Vr::UI && value.back() == ' ') {
        findings.information(RuleId::K31, place.in(element.tag()), "the UID is padded with a space");
    } else if (element.vr() != Vr::UI && value.back() == '\0') {
        findings.information(RuleId::K31, place.in(element.tag()), "the text is padded with NUL");
    } else if (value.size() % 2 == 1) {
        findings.information(RuleId::K31, place.in(element.tag()), "the value has an odd number of bytes");
    }
}

void judge_values_in(const dicom::Item& item, const Place& place, FindingList& findings) {
    for (const dicom::Element element : item.elements()) {
        if (element.is_sequence()) {
            const Place sequence = place.in(element.tag());
            std::size_t number = 0;
            // Depth is limited by the Dataset.
            for (const dicom::Item inner : element.items()) judge_values_in(inner, sequence.item(++number), findings);
        } else if (dicom::is_text(element.vr())) {
            judge_value(element, item, place, findings);
        }
    }
}

}  // namespace

void judge_document(const dicom::Dataset& kos, FindingList& findings) {
    judge_identity(kos, findings);
    judge_file_meta(kos, findings);
    if (const std::string modality = kos.text(tag::Modality); modality != "KO") {
        findings.warning(RuleId::K09, Place{}.in(tag::Modality), fmt::format("the modality is \"{}\"", modality));
    }
    judge_root(kos, findings);
    judge_attributes(kos, findings);
}

void judge_title(const Code& title, const ReadingOptions& options, FindingList& findings) {
    const Place place = Place{}.in(tag::ConceptNameCodeSequence);
    if (title.is_empty()) {
        findings.warning(RuleId::K12, place, "the document has no title; it is taken for a note of unknown title");
        return;
    }
    if (std::ranges::find(options.site_titles, title, &SiteTitle::title) != options.site_titles.end()) return;
    const Term* known = find_document_title(title);
    if (known == nullptr) {
        const bool is_standard_scheme = title.scheme == "DCM";
        findings.add(
            RuleId::K13, is_standard_scheme ? Severity::information : Severity::warning, place,
            fmt::format("the title ({}, {}, \"{}\") is not in CID 7010", title.value, title.scheme, title.meaning));
    } else if (known->meaning != title.meaning) {
        findings.information(RuleId::K14, place,
                             fmt::format(R"(the meaning of ({}, {}) is "{}", not "{}")", title.value, title.scheme,
                                         known->meaning, title.meaning));
    }
}

void judge_values(const dicom::Item& document, FindingList& findings) { judge_values_in(document, Place{}, findings); }

}  // namespace kinote::note
