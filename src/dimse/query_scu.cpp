#include "dimse/query_scu.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "dicom/sop_class.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {
namespace {

void send_cancel(Association& association, std::uint8_t context_id, std::uint16_t message_id) {  // PS3.7 9.3.2.3
    CommandSetWriter request;
    request.add_number(command_tag::CommandField, static_cast<std::uint16_t>(CommandField::c_cancel_request));
    request.add_number(command_tag::MessageIDBeingRespondedTo, message_id);
    request.add_number(command_tag::CommandDataSetType, no_data_set);
    association.send_command(context_id, request.bytes());
}

/// The request, over one association.
struct SentQuery {
    RequestedAssociation& association;
    std::uint8_t context_id;
    Awaited awaited;
};

void receive_responses(const SentQuery& query, const ResponseHandler& handler) {
    bool is_cancelled = false;
    while (true) {
        const Message response = query.association.response_to(query.awaited);
        const auto received = receive_small_data_set(query.association.association(), response);
        if (!received) {
            throw base::Error{base::ErrorKind::unavailable, ending_text(query.association.association())};
        }
        const bool is_last = !is_pending(answer_of(response).status);
        if (is_cancelled && !is_last) continue;
        const bool is_more_wanted = handler(response, *received);
        if (is_last) return;
        if (!is_more_wanted) {
            is_cancelled = true;
            send_cancel(query.association.association(), query.context_id, query.awaited.message_id);
        }
    }
}

}  // namespace

bool is_pending(Status status) { return status == Status::pending || status == Status::pending_with_unsupported_keys; }

void perform_query(RequestedAssociation& association, const QueryOperation& operation, const ResponseHandler& handler) {
    const std::uint8_t context_id = association.demand_context(operation.sop_class_uid);
    const AcceptedContext& context = association.contexts().at(context_id);
    const auto identifier = encoded_for(context.transfer_syntax, operation.identifier);
    const std::uint16_t message_id = association.association().next_message_id();
    CommandSetWriter request = begin_request({.sop_class_tag = command_tag::AffectedSOPClassUID,
                                              .sop_class_uid = operation.sop_class_uid,
                                              .field = operation.field,
                                              .message_id = message_id,
                                              .has_priority = true,
                                              .has_data_set = true,
                                              .move_destination = operation.move_destination});
    const bool is_find = operation.field == CommandField::c_find_request;
    association.perform(is_find ? "query" : fmt::format("have objects moved to {}", operation.move_destination), [&] {
        association.association().send_message(context_id, request.bytes(), std::span{identifier});
        receive_responses({association, context_id, {operation.field, message_id}}, handler);
    });
}

}  // namespace kinote::dimse
