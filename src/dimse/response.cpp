#include "dimse/response.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "base/error.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;

bool is_answer_to(const Message& message, Awaited awaited) {
    const auto field = static_cast<std::uint16_t>(awaited.request) | response_bit;
    return static_cast<std::uint16_t>(message.command.field()) == field && message.message_id == awaited.message_id;
}

}  // namespace

std::optional<Message> receive_response(Association& association, Awaited awaited, const Interruption& interruption) {
    while (auto message = receive_message(association, Association::Position::before_answer)) {
        if (!message->command.is_response()) {
            if (!interruption(*message)) return std::nullopt;
            continue;
        }
        if (is_answer_to(*message, awaited)) return message;
        throw Error{ErrorKind::invalid,
                    fmt::format("the peer sends a response {:04X} to message {}, which is not the "
                                "one that was asked for",
                                static_cast<unsigned>(message->command.field()), message->message_id)};
    }
    return std::nullopt;
}

bool refuse_request(Association& association, const Message& message) {
    constexpr std::uint64_t most = std::uint64_t{64} * 1024 * 1024;
    std::uint64_t size = 0;
    const auto drain = [&](std::span<const std::byte> bytes) {
        size += bytes.size();
        if (size > most) throw Error{ErrorKind::invalid, "the peer goes on for too long with a request not served"};
    };
    if (message.command.has_data_set() && !receive_data_set(association, message, drain)) return false;
    if (message.command.field() == CommandField::c_cancel_request) return true;
    respond(association, message, Status::unrecognized_operation);
    return true;
}

std::string ending_text(const Association& association) {
    switch (association.ending()) {
        case Ending::released: return "the peer released the association in place of an answer";
        case Ending::aborted_by_peer:
            return fmt::format("the peer aborted the association ({})", association.abort_reason());
        case Ending::connection_lost: return "the connection was lost";
        case Ending::timed_out: return "the peer did not go on in time";
        case Ending::stopped: return "stopped from here";
    }
    std::abort();
}

Answer answer_of(const Message& response) {
    const auto status = response.command.number(command_tag::Status);
    if (!status) throw Error{ErrorKind::invalid, "a response of the peer has no Status (0000,0900)"};
    return {static_cast<Status>(*status), response.command.text(command_tag::ErrorComment)};
}

CommandSetWriter begin_request(const RequestHead& head) {
    CommandSetWriter request;
    request.add_uid(head.sop_class_tag, head.sop_class_uid);
    request.add_number(command_tag::CommandField, static_cast<std::uint16_t>(head.field));
    request.add_number(command_tag::MessageID, head.message_id);
    if (!head.move_destination.empty()) request.add_text(command_tag::MoveDestination, head.move_destination);
    constexpr std::uint16_t medium = 0;
    if (head.has_priority) request.add_number(command_tag::Priority, medium);
    request.add_number(command_tag::CommandDataSetType, head.has_data_set ? data_set_follows : no_data_set);
    return request;
}

}  // namespace kinote::dimse
