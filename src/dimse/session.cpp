#include "dimse/session.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dimse/action_scp.hpp"
#include "dimse/echo_scp.hpp"
#include "dimse/event_scp.hpp"
#include "dimse/find_scp.hpp"
#include "dimse/get_scp.hpp"
#include "dimse/move_scp.hpp"
#include "dimse/store_scp.hpp"

namespace kinote::dimse {
namespace {

/// @return false where the association ended meanwhile.
bool serve_unknown(Session& session, const Message& message) {
    base::log::warn("DICOM peer asks for an operation that is not served",
                    {{"association", session.peer.association},
                     {"command_field", fmt::format("{:04X}", static_cast<unsigned>(message.command.field()))}});
    if (message.command.has_data_set() && !drain_data_set(session, message)) return false;
    respond(session.association, message, Status::unrecognized_operation);
    return true;
}

}  // namespace

void Drain::take(std::uint64_t size) {
    if (size > left_) {
        throw base::Error{base::ErrorKind::invalid, "the peer goes on for too long with a data set that is refused"};
    }
    left_ -= size;
}

bool drain_data_set(Session& session, const Message& message) {
    Drain drain{session};
    return receive_data_set(session.association, message,
                            [&](std::span<const std::byte> bytes) { drain.take(bytes.size()); });
}

bool unless_over(const Session& session, const std::function<void()>& action) {
    try {
        action();
        return true;
    } catch (const base::Error&) {
        if (!session.association.is_over()) throw;
        return false;
    }
}

bool serve_message(Session& session, const Message& message) {
    switch (message.command.field()) {
        case CommandField::c_store_request: return serve_store(session, message);
        case CommandField::c_echo_request: return serve_echo(session, message);
        case CommandField::c_find_request:
            if (!session.services.find) break;
            return serve_find(session, message);
        case CommandField::c_move_request:
            if (!session.services.move) break;
            return serve_move(session, message);
        case CommandField::c_get_request:
            if (!session.services.get) break;
            return serve_get(session, message);
        case CommandField::n_action_request:
            if (!session.services.action) break;
            return serve_action(session, message);
        case CommandField::n_event_report_request:
            if (!session.services.event) break;
            return serve_event(session.association, session.peer, session.services.event, message);
        case CommandField::c_cancel_request: return true;  // nothing here can be cancelled, and it has no response
        default: break;
    }
    return serve_unknown(session, message);
}

Ending serve_messages(Session& session) {
    while (true) {
        const auto message = receive_message(session.association);
        if (message && message->command.is_response()) {
            throw base::Error{base::ErrorKind::invalid, "the peer sends a response to a request never made"};
        }
        if (!message || !serve_message(session, *message)) return session.association.ending();
    }
}

}  // namespace kinote::dimse
