#pragma once
// What C-FIND, C-MOVE and C-GET as SCP have in common.

#include <optional>
#include <string_view>

#include "dimse/data_set.hpp"
#include "dimse/query_classes.hpp"
#include "dimse/session.hpp"

namespace kinote::dimse {

/// What the request is about. Nothing where its SOP class is none of that service, or not that of its presentation
/// context.
[[nodiscard]] std::optional<QueryClass> query_class_of(const Message& message, QueryService service);

/// Receives the identifier. Without one that is of use it says what to tell the peer. Nothing where the association
/// ended. @param is_served  whether the request can be answered at all.
[[nodiscard]] std::optional<ReceivedDataSet> receive_identifier(Session& session, const Message& message,
                                                                bool is_served);

/// What was agreed for the class of the request.
[[nodiscard]] QueryOptions options_of(const Association& association, const Message& message, QueryClass about);

/// Logs the exception in flight, which a handler threw, and says what to tell the peer.
[[nodiscard]] Answer query_failure(const Session& session, std::string_view operation);

}  // namespace kinote::dimse
