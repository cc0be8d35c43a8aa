#include "dimse/message.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;
using Position = Association::Position;

Message understood(const Association& association, std::uint8_t context_id, std::vector<std::byte> bytes) {
    CommandSet command{std::move(bytes)};
    const AcceptedContext* context = association.context(context_id);
    if (context == nullptr) {
        throw Error{ErrorKind::invalid,
                    fmt::format("the peer uses the presentation context {}, which was not accepted", context_id)};
    }
    if (command.is_response()) throw Error{ErrorKind::invalid, "the peer sends a response to a request never made"};
    const auto message_id = command.number(command_tag::MessageID);
    const bool needs_message_id = command.field() != CommandField::c_cancel_request;
    if (!message_id && needs_message_id) throw Error{ErrorKind::invalid, "a request of the peer has no Message ID"};
    return Message{context_id, *context, std::move(command), message_id.value_or(0)};
}

}  // namespace

std::optional<Message> receive_message(Association& association) {
    std::vector<std::byte> bytes;
    std::optional<std::uint8_t> context_id;
    while (true) {
        const auto value = association.next(context_id ? Position::within_message : Position::between_messages);
        if (!value) return std::nullopt;
        if (!value->is_command) throw Error{ErrorKind::invalid, "the peer sends a data set without a command"};
        if (context_id.value_or(value->context_id) != value->context_id) {
            throw Error{ErrorKind::invalid, "the peer changes the presentation context within a command"};
        }
        if (bytes.size() + value->bytes.size() > CommandSet::maximum_size) {
            throw Error{ErrorKind::invalid,
                        fmt::format("the peer sends a command of more than {} bytes", CommandSet::maximum_size)};
        }
        context_id = value->context_id;
        bytes.insert(bytes.end(), value->bytes.begin(), value->bytes.end());
        if (value->is_last) return understood(association, *context_id, std::move(bytes));
    }
}

bool receive_data_set(Association& association, const Message& message, const DataSetSink& sink) {
    while (const auto value = association.next(Position::within_message)) {
        if (value->is_command) throw Error{ErrorKind::invalid, "the peer sends a command in place of a data set"};
        if (value->context_id != message.context_id) {
            throw Error{
                ErrorKind::invalid,
                fmt::format("the peer sends a data set over the presentation context {} and its command over {}",
                            value->context_id, message.context_id)};
        }
        sink(value->bytes);
        if (value->is_last) return true;
    }
    return false;
}

CommandSetWriter begin_response(const Message& message, Status status) {
    CommandSetWriter response;
    const std::string sop_class_uid = message.command.text(command_tag::AffectedSOPClassUID);
    if (dicom::is_valid_uid(sop_class_uid)) response.add_uid(command_tag::AffectedSOPClassUID, sop_class_uid);
    const auto field = static_cast<std::uint16_t>(message.command.field());
    response.add_number(command_tag::CommandField, static_cast<std::uint16_t>(field | response_bit));
    response.add_number(command_tag::MessageIDBeingRespondedTo, message.message_id);
    response.add_number(command_tag::CommandDataSetType, no_data_set);
    response.add_number(command_tag::Status, static_cast<std::uint16_t>(status));
    return response;
}

void respond(Association& association, const Message& message, Status status) {
    CommandSetWriter response = begin_response(message, status);
    association.send_command(message.context_id, response.bytes());
}

}  // namespace kinote::dimse
