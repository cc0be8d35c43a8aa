#pragma once
// What C-FIND and C-MOVE as SCU have in common: many responses to one request, until the last or after a cancel.

#include <functional>
#include <span>
#include <string_view>

#include "dimse/data_set.hpp"
#include "dimse/requested_association.hpp"

namespace kinote::dimse {

struct QueryOperation {
    std::string_view sop_class_uid;
    CommandField field;
    std::string_view move_destination;
    std::span<const std::byte> identifier;  ///< in Explicit VR Little Endian, as FindMatch::identifier
};

[[nodiscard]] bool is_pending(Status status);

/// Takes a response and its data set. @return false to cancel.
using ResponseHandler = std::function<bool(const Message& response, const ReceivedDataSet& data_set)>;

/// Sends the request and hands over its responses: all until the last one, or until the handler cancels, and the last
/// one. @throws base::Error as RequestedAssociation::perform(); refused where the class was not accepted.
void perform_query(RequestedAssociation& association, const QueryOperation& operation, const ResponseHandler& handler);

}  // namespace kinote::dimse
