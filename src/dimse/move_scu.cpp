#include "dimse/move_scu.hpp"

#include "dicom/tag.hpp"
#include "dimse/command_tag.hpp"
#include "dimse/query_classes.hpp"
#include "dimse/query_scu.hpp"

namespace kinote::dimse {
namespace {

MoveCounts counts_of(const CommandSet& response) {
    return {response.number(command_tag::NumberOfRemainingSuboperations),
            response.number(command_tag::NumberOfCompletedSuboperations),
            response.number(command_tag::NumberOfFailedSuboperations),
            response.number(command_tag::NumberOfWarningSuboperations)};
}

}  // namespace

MoveResult move(RequestedAssociation& association, const MoveQuery& query, const MoveProgressHandler& handler) {
    MoveResult result;
    const QueryOperation operation{query_class_uid(query.model, QueryService::move), CommandField::c_move_request,
                                   query.destination.text(), query.identifier};
    perform_query(association, operation, [&](const Message& response, const ReceivedDataSet& received) {
        result.answer = answer_of(response);
        result.counts = counts_of(response.command);
        if (is_pending(result.answer.status)) return handler(result.counts);
        if (received.data_set) {
            result.failed_sop_instance_uids = received.data_set->texts(dicom::tag::FailedSOPInstanceUIDList);
        }
        return true;
    });
    return result;
}

}  // namespace kinote::dimse
