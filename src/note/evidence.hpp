#pragma once
// Reads the Current Requested Procedure Evidence Sequence (PS3.3 C.17-3 and C.17-3a).

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dicom/dataset.hpp"
#include "note/finding_list.hpp"
#include "note/key_image_note.hpp"

namespace kinote::note {

struct EvidenceEntry {
    NoteReference reference;  ///< with study and series
    Place place;
};

struct Evidence {
    std::vector<EvidenceEntry> entries;                     ///< in the order of the document; none twice
    std::unordered_map<std::string, std::size_t> index_of;  ///< into entries, by SOP Instance UID
    std::unordered_set<std::string> study_instance_uids;

    /// Null where the object is not in the evidence.
    [[nodiscard]] const EvidenceEntry* find(const std::string& sop_instance_uid) const;
};

/// Judges K26 (twice), K39, K40, and of K22 what needs no other object.
[[nodiscard]] Evidence read_evidence(const dicom::Item& document, FindingList& findings);

}  // namespace kinote::note
