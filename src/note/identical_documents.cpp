#include "note/identical_documents.hpp"

#include <algorithm>

#include "dicom/tag.hpp"
#include "dicom/uid.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

constexpr std::size_t most = 64;  // a note lies in a few studies

}  // namespace

std::vector<IdenticalDocument> read_identical_documents(const dicom::Item& document) {
    std::vector<IdenticalDocument> found;
    const std::string own = document.text(tag::SOPInstanceUID);
    for (const dicom::Item study : document.items(tag::IdenticalDocumentsSequence)) {
        const std::string study_instance_uid = study.text(tag::StudyInstanceUID);
        if (!dicom::is_valid_uid(study_instance_uid)) continue;
        for (const dicom::Item series : study.items(tag::ReferencedSeriesSequence)) {
            for (const dicom::Item object : series.items(tag::ReferencedSOPSequence)) {
                const std::string uid = object.text(tag::ReferencedSOPInstanceUID);
                const bool is_known =
                    std::ranges::find(found, uid, &IdenticalDocument::sop_instance_uid) != found.end();
                if (uid == own || is_known || !dicom::is_valid_uid(uid)) continue;
                if (found.size() == most) return found;
                found.push_back({study_instance_uid, uid});
            }
        }
    }
    return found;
}

}  // namespace kinote::note
