#include "dicomweb/note_attributes.hpp"

#include "dicom/dicom_json.hpp"

namespace kinote::dicomweb {
namespace {

using dicom::Vr;

void append_text(std::string& json, dicom::Tag tag, Vr vr, const std::string& value) {
    dicom::append_json_head(json, tag, vr);
    dicom::append_json_texts(json, vr, {&value, 1});
    json += '}';
}

}  // namespace

void append_note_attributes(std::string& json, const std::vector<note::Code>& titles) {
    append_text(json, note_tag::PrivateCreatorOfNotes, Vr::LO, "KINOTE");
    json += ',';
    append_text(json, note_tag::HasKeyImages, Vr::CS, titles.empty() ? "NO" : "YES");
    json += ',';
    dicom::append_json_head(json, note_tag::NoteTitleSequence, Vr::SQ);
    if (!titles.empty()) {
        json += R"(,"Value":[)";
        for (const note::Code& title : titles) {
            json += '{';
            append_text(json, dicom::tag::CodeValue, Vr::SH, title.value);
            json += ',';
            append_text(json, dicom::tag::CodingSchemeDesignator, Vr::SH, title.scheme);
            json += ',';
            append_text(json, dicom::tag::CodeMeaning, Vr::LO, title.meaning);
            json += "},";
        }
        json.back() = ']';
    }
    json += "},";
}

}  // namespace kinote::dicomweb
