#include "dimse/move_scp.hpp"

#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dimse/cancellation.hpp"
#include "dimse/command_tag.hpp"
#include "dimse/query_scp.hpp"
#include "dimse/sub_operations.hpp"

namespace kinote::dimse {
namespace {

/// Tells the handler, unless everything was done.
class CancelUnlessDone {
public:
    CancelUnlessDone(const MoveAnswer& plan, const SubOperations& sub_operations)
        : plan_{plan}, sub_operations_{sub_operations} {}
    ~CancelUnlessDone() {
        if (sub_operations_.remaining() == 0 || !plan_.cancel) return;
        try {
            plan_.cancel();
        } catch (...) {
            base::log::error("a retrieval cannot be cancelled", {{"reason", base::current_error().what()}});
        }
    }
    CancelUnlessDone(const CancelUnlessDone&) = delete;
    CancelUnlessDone& operator=(const CancelUnlessDone&) = delete;

private:
    const MoveAnswer& plan_;
    const SubOperations& sub_operations_;
};

/// What is done next; nothing, and a comment for the peer, where no more can be done.
std::optional<std::vector<SubOperationResult>> proceed(const Session& session, const MoveAnswer& plan,
                                                       std::string& error_comment) {
    try {
        return plan.proceed();
    } catch (...) {
        error_comment = query_failure(session, "C-MOVE").error_comment;
        return std::nullopt;
    }
}

void move(Session& session, const Message& message, const MoveAnswer& plan) {
    SubOperations sub_operations{session.association, message, plan.sub_operations};
    Cancellation cancellation{session.association, message};
    std::string error_comment;
    bool is_cancelled = false;
    {
        const CancelUnlessDone cancel{plan, sub_operations};
        while (sub_operations.remaining() > 0 && !is_cancelled) {
            const auto results = proceed(session, plan, error_comment);
            if (!results) break;
            for (const SubOperationResult& result : *results) sub_operations.add(result);
            is_cancelled = cancellation.is_cancelled();
            if (sub_operations.remaining() > 0 && !is_cancelled) sub_operations.report_progress();
        }
    }
    if (!is_cancelled) sub_operations.fail_remaining();
    sub_operations.finish(is_cancelled, error_comment);
}

}  // namespace

bool serve_move(Session& session, const Message& message) {
    const auto served = query_class_of(message, QueryService::move);
    auto identifier = receive_identifier(session, message, served.has_value());
    if (!identifier) return false;
    if (!identifier->data_set) {
        respond(session.association, message, identifier->fault);
        return true;
    }
    const RetrieveRequest request{session.peer,
                                  message.message_id,
                                  served->model,
                                  options_of(session.association, message, *served).relational_queries,
                                  *std::move(identifier->data_set),
                                  message.command.text(command_tag::MoveDestination),
                                  {}};
    MoveAnswer plan;
    try {
        plan = session.services.move(request);
    } catch (...) {
        plan.refusal = query_failure(session, "C-MOVE");
    }
    if (plan.refusal.status != Status::success) {
        respond(session.association, message, plan.refusal);
        return true;
    }
    return unless_over(session, [&] { move(session, message, plan); });
}

}  // namespace kinote::dimse
