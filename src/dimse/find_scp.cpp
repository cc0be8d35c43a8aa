#include "dimse/find_scp.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dimse/cancellation.hpp"
#include "dimse/data_set.hpp"
#include "dimse/query_scp.hpp"

namespace kinote::dimse {
namespace {

/// Sends the matches of one query.
class Matches {
public:
    Matches(Session& session, const Message& message)
        : session_{session}, message_{message}, cancellation_{session.association, message} {}

    bool send(const FindMatch& match) {
        if (cancellation_.is_cancelled()) return false;
        const auto identifier = encoded_for(message_.context.transfer_syntax, match.identifier);
        const Status status = match.has_unsupported_keys ? Status::pending_with_unsupported_keys : Status::pending;
        CommandSetWriter response = begin_response(message_, status, true);
        cancellation_.set_over();
        session_.association.send_message(message_.context_id, response.bytes(), std::span{identifier});
        cancellation_.set_over(false);
        ++count_;
        return true;
    }

    [[nodiscard]] Cancellation& cancellation() { return cancellation_; }
    [[nodiscard]] std::uint64_t count() const { return count_; }

private:
    Session& session_;
    const Message& message_;
    Cancellation cancellation_;
    std::uint64_t count_ = 0;
};

Answer find(Session& session, const FindRequest& request, Matches& matches) {
    try {
        Answer answer = session.services.find(request, [&](const FindMatch& match) { return matches.send(match); });
        if (matches.cancellation().is_cancelled()) answer = {Status::cancel};
        return answer;
    } catch (...) {
        if (matches.cancellation().is_over()) throw;
        return query_failure(session, "C-FIND");
    }
}

}  // namespace

bool serve_find(Session& session, const Message& message) {
    const auto served = query_class_of(message, QueryService::find);
    auto identifier = receive_identifier(session, message, served.has_value());
    if (!identifier) return false;
    if (!identifier->data_set) {
        respond(session.association, message, identifier->fault);
        return true;
    }
    const FindRequest request{session.peer, message.message_id, served->model,
                              options_of(session.association, message, *served), *std::move(identifier->data_set)};
    Matches matches{session, message};
    return unless_over(session, [&] {
        const Answer answer = find(session, request, matches);
        base::log::debug("C-FIND answered", {{"association", session.peer.association}, {"matches", matches.count()}});
        respond(session.association, message, answer);
    });
}

}  // namespace kinote::dimse
