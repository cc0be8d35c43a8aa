#pragma once
// What a document names as identical to itself: copies of the same note in the other studies that it refers to.

#include <string>
#include <vector>

#include "dicom/dataset.hpp"

namespace kinote::note {

struct IdenticalDocument {
    std::string study_instance_uid;  ///< that it is filed in
    std::string sop_instance_uid;

    friend bool operator==(const IdenticalDocument&, const IdenticalDocument&) = default;
};

/// Reads the Identical Documents Sequence (PS3.3 C.17.6.2.1, Table C.17-3): in its order, none twice, without the
/// document itself and without what has no valid UIDs; the first 64 of them.
[[nodiscard]] std::vector<IdenticalDocument> read_identical_documents(const dicom::Item& document);

}  // namespace kinote::note
