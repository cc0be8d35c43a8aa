#include "dimse/message.hpp"

#include <fmt/format.h>

#include <algorithm>
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
    const bool is_cancel = command.field() == CommandField::c_cancel_request;
    const auto message_id = command.number(command.is_response() || is_cancel ? command_tag::MessageIDBeingRespondedTo
                                                                              : command_tag::MessageID);
    if (!message_id && !is_cancel) throw Error{ErrorKind::invalid, "a message of the peer has no Message ID"};
    return Message{context_id, *context, std::move(command), message_id.value_or(0)};
}

}  // namespace

std::optional<Message> receive_message(Association& association, Position position) {
    std::vector<std::byte> bytes;
    std::optional<std::uint8_t> context_id;
    while (true) {
        const auto value = association.next(context_id ? Position::within_message : position);
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

CommandSetWriter begin_response(const Message& message, Status status, bool has_data_set) {
    CommandSetWriter response;
    std::string sop_class_uid = message.command.text(command_tag::AffectedSOPClassUID);
    if (sop_class_uid.empty()) sop_class_uid = message.command.text(command_tag::RequestedSOPClassUID);
    if (dicom::is_valid_uid(sop_class_uid)) response.add_uid(command_tag::AffectedSOPClassUID, sop_class_uid);
    const auto field = static_cast<std::uint16_t>(message.command.field());
    response.add_number(command_tag::CommandField, static_cast<std::uint16_t>(field | response_bit));
    response.add_number(command_tag::MessageIDBeingRespondedTo, message.message_id);
    response.add_number(command_tag::CommandDataSetType, has_data_set ? data_set_follows : no_data_set);
    response.add_number(command_tag::Status, static_cast<std::uint16_t>(status));
    return response;
}

void add_error_comment(CommandSetWriter& response, std::string_view comment) {  // LO, PS3.5 6.2
    constexpr std::size_t longest = 64;
    if (comment.empty()) return;
    std::string value{comment.substr(0, longest)};
    std::ranges::replace_if(
        value, [](char c) { return c < 0x20 || c > 0x7E || c == '\\'; }, '?');
    response.add_text(command_tag::ErrorComment, value);
}

void respond(Association& association, const Message& message, Status status) {
    respond(association, message, Answer{status});
}

void respond(Association& association, const Message& message, const Answer& answer) {
    CommandSetWriter response = begin_response(message, answer.status);
    add_error_comment(response, answer.error_comment);
    association.send_command(message.context_id, response.bytes());
}

}  // namespace kinote::dimse
