#include "dimse/normalized_scu.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/error.hpp"
#include "dimse/command_tag.hpp"
#include "dimse/data_set.hpp"
#include "dimse/event_scp.hpp"

namespace kinote::dimse {
namespace {

/// A request ready to be sent.
struct Request {
    std::uint8_t context_id;
    Awaited awaited;
    std::vector<std::byte> command;
    std::vector<std::byte> data_set;  ///< encoded; empty: none follows
};

void send(Association& association, const Request& request) {
    if (request.data_set.empty()) {
        association.send_command(request.context_id, request.command);
    } else {
        association.send_message(request.context_id, request.command, std::span{request.data_set});
    }
}

/// Reads over the data set that a response may have. @return false where the association ended within it.
bool skip_data_set(Association& association, const Message& response) {
    return !response.command.has_data_set() || receive_small_data_set(association, response).has_value();
}

Message exchange(RequestedAssociation& association, const Request& request) {
    send(association.association(), request);
    Message response = association.response_to(request.awaited);
    if (!skip_data_set(association.association(), response)) {
        throw base::Error{base::ErrorKind::unavailable, ending_text(association.association())};
    }
    return response;
}

std::vector<std::byte> encoded(const Association& association, std::uint8_t context_id,
                               std::span<const std::byte> data_set) {
    return encoded_for(association.context(context_id)->transfer_syntax, data_set);
}

Request event_request(Association& association, std::uint8_t context_id, const EventReport& event) {
    const std::uint16_t message_id = association.next_message_id();
    CommandSetWriter command = begin_request({.sop_class_tag = command_tag::AffectedSOPClassUID,
                                              .sop_class_uid = event.sop_class_uid,
                                              .field = CommandField::n_event_report_request,
                                              .message_id = message_id,
                                              .has_data_set = !event.information.empty()});
    command.add_uid(command_tag::AffectedSOPInstanceUID, event.sop_instance_uid);
    command.add_number(command_tag::EventTypeID, event.event_type_id);
    return {context_id,
            {CommandField::n_event_report_request, message_id},
            command.bytes(),
            encoded(association, context_id, event.information)};
}

}  // namespace

Answer request_action(RequestedAssociation& association, const ActionRequest& action) {
    const std::uint8_t context_id = association.demand_context(action.sop_class_uid);
    const std::uint16_t message_id = association.association().next_message_id();
    CommandSetWriter command = begin_request({.sop_class_tag = command_tag::RequestedSOPClassUID,
                                              .sop_class_uid = action.sop_class_uid,
                                              .field = CommandField::n_action_request,
                                              .message_id = message_id,
                                              .has_data_set = !action.information.empty()});
    command.add_uid(command_tag::RequestedSOPInstanceUID, action.sop_instance_uid);
    command.add_number(command_tag::ActionTypeID, action.action_type_id);
    const Request request{context_id,
                          {CommandField::n_action_request, message_id},
                          command.bytes(),
                          encoded(association.association(), context_id, action.information)};
    Answer answer;
    association.perform(fmt::format("ask for an action on {}", action.sop_instance_uid),
                        [&] { answer = answer_of(exchange(association, request)); });
    return answer;
}

CreateAnswer request_creation(RequestedAssociation& association, const CreateRequest& creation) {
    const std::uint8_t context_id = association.demand_context(creation.sop_class_uid);
    const std::uint16_t message_id = association.association().next_message_id();
    CommandSetWriter command = begin_request({.sop_class_tag = command_tag::AffectedSOPClassUID,
                                              .sop_class_uid = creation.sop_class_uid,
                                              .field = CommandField::n_create_request,
                                              .message_id = message_id,
                                              .has_data_set = !creation.attributes.empty()});
    if (!creation.sop_instance_uid.empty()) {
        command.add_uid(command_tag::AffectedSOPInstanceUID, creation.sop_instance_uid);
    }
    const Request request{context_id,
                          {CommandField::n_create_request, message_id},
                          command.bytes(),
                          encoded(association.association(), context_id, creation.attributes)};
    CreateAnswer answer{{}, creation.sop_instance_uid};
    association.perform("have an instance created", [&] {
        const Message response = exchange(association, request);
        answer.answer = answer_of(response);
        std::string named = response.command.text(command_tag::AffectedSOPInstanceUID);
        if (!named.empty()) answer.sop_instance_uid = std::move(named);
    });
    return answer;
}

Answer report_event(RequestedAssociation& association, const EventReport& event) {
    const std::uint8_t context_id = association.demand_context_to_serve(event.sop_class_uid);
    const Request request = event_request(association.association(), context_id, event);
    Answer answer;
    association.perform(fmt::format("report an event of {}", event.sop_instance_uid),
                        [&] { answer = answer_of(exchange(association, request)); });
    return answer;
}

void hear_events(RequestedAssociation& association, EventHandler handler) {
    association.serve_with([&association, handler = std::move(handler)](const Message& message) {
        if (message.command.field() != CommandField::n_event_report_request) {
            return refuse_request(association.association(), message);
        }
        return serve_event(association.association(), association.peer_called(), handler, message);
    });
}

std::optional<Answer> send_event(Association& association, std::uint8_t context_id, const EventReport& event,
                                 const Interruption& interruption) {
    const Request request = event_request(association, context_id, event);
    send(association, request);
    const auto response = receive_response(association, request.awaited, interruption);
    if (!response || !skip_data_set(association, *response)) return std::nullopt;
    return answer_of(*response);
}

}  // namespace kinote::dimse
