#pragma once
// DIMSE messages (PS3.7 6.3) as they come in over an association: a command, and the data set that may follow it.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "dimse/answer.hpp"
#include "dimse/association.hpp"
#include "dimse/command_set.hpp"
#include "dimse/status.hpp"

namespace kinote::dimse {

struct Message {
    std::uint8_t context_id = 0;
    AcceptedContext context;
    CommandSet command;
    std::uint16_t message_id = 0;  ///< its own; that of the request for a response or a C-CANCEL
};

/// The next request or response. Nothing where the association is over, see Association::ending(). @param position  of
/// its beginning.
/// @throws base::Error invalid where what comes is no command, has no Message ID, or is too large.
[[nodiscard]] std::optional<Message> receive_message(
    Association& association, Association::Position position = Association::Position::between_messages);

/// Takes a piece of a data set; what it throws ends the association.
using DataSetSink = std::function<void(std::span<const std::byte>)>;

/// Receives the data set that follows the command. @return false where the association ended within it.
/// @throws base::Error invalid where something else comes.
[[nodiscard]] bool receive_data_set(Association& association, const Message& message, const DataSetSink& sink);

/// Sends a response that has a status and nothing else. @throws base::Error unavailable.
void respond(Association& association, const Message& message, Status status);

/// The elements that every response begins with, Status (0000,0900) the last of them. PS3.7 9.3 and 10.3.
[[nodiscard]] CommandSetWriter begin_response(const Message& message, Status status, bool has_data_set = false);

/// Adds Error Comment (0000,0902) to a response, where there is one: its first 64 characters, those that are not
/// printable ASCII replaced.
void add_error_comment(CommandSetWriter& response, std::string_view comment);

/// Sends a response that has a status and may have a comment. @throws base::Error unavailable.
void respond(Association& association, const Message& message, const Answer& answer);

}  // namespace kinote::dimse
