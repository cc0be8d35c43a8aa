#pragma once
// Brings content tree and evidence together: what is referenced, and what is wrong with that.

#include <vector>

#include "dicom/dataset.hpp"
#include "note/content_tree.hpp"
#include "note/evidence.hpp"
#include "note/finding_list.hpp"
#include "note/kos_reader.hpp"

namespace kinote::note {

/// The parts of one document that its references depend on; all outlive the call.
struct ReferenceContext {
    const dicom::Dataset& kos;
    const Evidence& evidence;
    NoteRole role;
    const ReadingOptions& options;
};

/// The references of the note: the tree's, or where it has none, the evidence's.
/// Judges K03 to K08, K21, K22, K24 to K27, K33, K34.
[[nodiscard]] std::vector<NoteReference> join_references(std::vector<TreeReference> tree,
                                                         const ReferenceContext& context, FindingList& findings);

}  // namespace kinote::note
