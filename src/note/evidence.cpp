#include "note/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "note/content_tree.hpp"
#include "note/frame_reader.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;
using dicom::Tag;

// PS3.3 Tables C.17-3, C.17-3a and 10-11 with what they include, in the order of the tags.
constexpr std::array study_attributes{tag::ReferencedSeriesSequence, tag::StudyInstanceUID};
constexpr std::array series_attributes{tag::RetrieveAETitle,       tag::RetrieveURL,         tag::ReferencedSOPSequence,
                                       tag::SeriesInstanceUID,     tag::RetrieveLocationUID, tag::StorageMediaFileSetID,
                                       tag::StorageMediaFileSetUID};
constexpr std::array object_attributes{tag::ReferencedSOPClassUID, tag::ReferencedSOPInstanceUID,
                                       tag::PurposeOfReferenceCodeSequence, tag::ReferencedDigitalSignatureSequence,
                                       tag::ReferencedSOPInstanceMACSequence};

class EvidenceReader {
public:
    explicit EvidenceReader(FindingList& findings) : findings_{findings}, frames_{findings} {}

    Evidence read(const dicom::Item& document) {
        const Place sequence = Place{}.in(tag::CurrentRequestedProcedureEvidenceSequence);
        std::size_t number = 0;
        for (const dicom::Item study : document.items(tag::CurrentRequestedProcedureEvidenceSequence)) {
            read_study(study, sequence.item(++number));
        }
        return std::move(evidence_);
    }

private:
    void read_study(const dicom::Item& study, const Place& place) {
        judge_attributes(study, study_attributes, place);
        const std::string uid = reference_uid_in(study, tag::StudyInstanceUID, place, findings_);
        if (!uid.empty()) evidence_.study_instance_uids.insert(uid);
        const Place sequence = place.in(tag::ReferencedSeriesSequence);
        std::size_t number = 0;
        for (const dicom::Item series : study.items(tag::ReferencedSeriesSequence)) {
            read_series(series, uid, sequence.item(++number));
        }
    }

    void read_series(const dicom::Item& series, const std::string& study_instance_uid, const Place& place) {
        judge_attributes(series, series_attributes, place);
        const std::string uid = reference_uid_in(series, tag::SeriesInstanceUID, place, findings_);
        const Place sequence = place.in(tag::ReferencedSOPSequence);
        std::size_t number = 0;
        for (const dicom::Item object : series.items(tag::ReferencedSOPSequence)) {
            read_object(object, study_instance_uid, uid, sequence.item(++number));
        }
    }

    void read_object(const dicom::Item& object, const std::string& study_instance_uid,
                     const std::string& series_instance_uid, const Place& place) {
        judge_attributes(object, object_attributes, place);
        NoteReference reference;
        reference.sop_instance_uid = reference_uid_in(object, tag::ReferencedSOPInstanceUID, place, findings_);
        if (reference.sop_instance_uid.empty()) return;
        reference.study_instance_uid = study_instance_uid;
        reference.series_instance_uid = series_instance_uid;
        reference.sop_class_uid = object.text(tag::ReferencedSOPClassUID);
        reference.frames = frames_.read(object, place);
        const bool is_new = evidence_.index_of.emplace(reference.sop_instance_uid, evidence_.entries.size()).second;
        if (!is_new) {
            findings_.warning(RuleId::K26, place, "the object is in the evidence more than once; it is taken once");
            return;
        }
        evidence_.entries.push_back({std::move(reference), place});
    }

    void judge_attributes(const dicom::Item& item, std::span<const Tag> known, const Place& place) {
        for (const dicom::Element element : item.elements()) {
            if (element.tag().is_group_length() || std::ranges::find(known, element.tag()) != known.end()) continue;
            findings_.information(RuleId::K39, place.in(element.tag()),
                                  "the attribute is not in the macro of the evidence");
        }
    }

    FindingList& findings_;
    FrameReader frames_;
    Evidence evidence_;
};

}  // namespace

const EvidenceEntry* Evidence::find(const std::string& sop_instance_uid) const {
    const auto found = index_of.find(sop_instance_uid);
    return found != index_of.end() ? &entries[found->second] : nullptr;
}

Evidence read_evidence(const dicom::Item& document, FindingList& findings) {
    return EvidenceReader{findings}.read(document);
}

}  // namespace kinote::note
