#include "dimse/action_scp.hpp"

#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dimse/command_tag.hpp"
#include "dimse/normalized_scp.hpp"
#include "dimse/normalized_scu.hpp"

namespace kinote::dimse {
namespace {

/// The session reports an event: what the peer asks for meanwhile is served, but nothing is reported within.
class Reporting {
public:
    explicit Reporting(Session& session) : session_{session} { session_.is_reporting = true; }
    ~Reporting() { session_.is_reporting = false; }
    Reporting(const Reporting&) = delete;
    Reporting& operator=(const Reporting&) = delete;

private:
    Session& session_;
};

std::optional<EventReport> report_of(const ActionAnswer& answer) {
    try {
        return answer.report();
    } catch (...) {
        base::log::error("an event cannot be reported", {{"reason", base::current_error().what()}});
        return std::nullopt;
    }
}

void tell_handler(const ActionAnswer& answer, const std::optional<Answer>& outcome) {
    if (!answer.reported) return;
    try {
        answer.reported(outcome);
    } catch (...) {
        base::log::error("the answer to an event cannot be noted", {{"reason", base::current_error().what()}});
    }
}

/// Sends the event over the context of the action. Nothing where the association is over.
std::optional<Answer> report(Session& session, std::uint8_t context_id, const EventReport& event) {
    const Reporting reporting{session};
    return send_event(session.association, context_id, event,
                      [&](const Message& message) { return serve_message(session, message); });
}

/// Tells the handler of the end, whatever that is.
class Outcome {
public:
    explicit Outcome(const ActionAnswer& answer) : answer_{answer} {}
    ~Outcome() { tell_handler(answer_, outcome); }
    Outcome(const Outcome&) = delete;
    Outcome& operator=(const Outcome&) = delete;

    std::optional<Answer> outcome;

private:
    const ActionAnswer& answer_;
};

}  // namespace

bool serve_action(Session& session, const Message& message) {
    auto received = receive_request(
        session.association, session.peer, message,
        {command_tag::RequestedSOPClassUID, command_tag::RequestedSOPInstanceUID, command_tag::ActionTypeID});
    if (!received) return false;
    ActionAnswer action{received->fault};
    if (received->request) {
        action.answer = answer_with(*received->request, [&](const NormalizedRequest& request) {
            action = session.services.action(request);
            return action.answer;
        });
    }
    respond_to(session.association, message, action.answer, command_tag::ActionTypeID);
    if (action.answer.status != Status::success || !action.report) return true;
    const bool is_possible = !session.is_reporting;
    const auto event = is_possible ? report_of(action) : std::nullopt;
    if (is_possible && !event) return true;
    Outcome end{action};
    if (!event) return true;
    return unless_over(session, [&] { end.outcome = report(session, message.context_id, *event); }) &&
           !session.association.is_over();
}

}  // namespace kinote::dimse
