#pragma once
// Query as SCU, PS3.4 C.4.1 and PS3.7 9.1.2.

#include <functional>
#include <span>

#include "dicom/dataset.hpp"
#include "dimse/query_request.hpp"
#include "dimse/requested_association.hpp"

namespace kinote::dimse {

struct FindQuery {
    QueryModel model = QueryModel::study_root;
    /// In Explicit VR Little Endian, as FindMatch::identifier.
    std::span<const std::byte> identifier;
};

/// Takes one match. @param has_unsupported_keys  the peer does not support all optional keys (FF01).
/// @return false to cancel: of what comes until the peer notices nothing is handed over any more.
using MatchHandler = std::function<bool(const dicom::Dataset& match, bool has_unsupported_keys)>;

/// Asks the peer, and hands its matches over one by one. @return the last status: success, cancel, or a failure.
/// @throws base::Error as RequestedAssociation; refused where the class was not accepted; corrupt where a match cannot
/// be read; and what the handler throws, which ends the association.
[[nodiscard]] Answer find(RequestedAssociation& association, const FindQuery& query, const MatchHandler& handler);

}  // namespace kinote::dimse
