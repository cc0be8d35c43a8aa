#include "dimse/find_scu.hpp"

#include "base/error.hpp"
#include "dimse/query_classes.hpp"
#include "dimse/query_scu.hpp"

namespace kinote::dimse {

Answer find(RequestedAssociation& association, const FindQuery& query, const MatchHandler& handler) {
    Answer last;
    const QueryOperation operation{
        query_class_uid(query.model, QueryService::find), CommandField::c_find_request, {}, query.identifier};
    perform_query(association, operation, [&](const Message& response, const ReceivedDataSet& received) {
        last = answer_of(response);
        if (!is_pending(last.status)) return true;
        if (received.fault.status != Status::success) {
            throw base::Error{base::ErrorKind::corrupt, "an answer of the peer cannot be read"};
        }
        return !received.data_set || handler(*received.data_set, last.status == Status::pending_with_unsupported_keys);
    });
    return last;
}

}  // namespace kinote::dimse
