#include "dimse/get_scp.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dimse/cancellation.hpp"
#include "dimse/query_scp.hpp"
#include "dimse/read_ahead.hpp"
#include "dimse/store_scu.hpp"
#include "dimse/sub_operations.hpp"

namespace kinote::dimse {
namespace {

std::vector<AcceptedContext> storage_contexts(const Session& session) {
    std::vector<AcceptedContext> contexts;
    for (const auto& [id, context] : session.association.terms().contexts) {
        if (context.are_we_scu && session.negotiation.is_storage_sop_class(context.abstract_syntax)) {
            contexts.push_back(context);
        }
    }
    return contexts;
}

/// Sends the objects of one C-GET.
class Sender {
public:
    Sender(Session& session, const Message& message, const GetAnswer& plan)
        : session_{session},
          association_{session.association},
          plan_{plan},
          sub_operations_{session.association, message, plan.sub_operations},
          cancellation_{session.association, message},
          pieces_{piece_size_for(session.association)} {}

    void send_all() {
        std::string error_comment;
        bool is_cancelled = cancellation_.is_cancelled();
        while (sub_operations_.remaining() > 0 && !is_cancelled) {
            const auto object = next(error_comment);
            if (!object) break;
            const SubOperationResult result{object->sop_instance_uid, send(*object)};
            sub_operations_.add(result);
            tell_handler(result);
            is_cancelled = cancellation_.is_cancelled();
            if (sub_operations_.remaining() > 0 && !is_cancelled) sub_operations_.report_progress();
        }
        if (!is_cancelled) sub_operations_.fail_remaining();
        sub_operations_.finish(is_cancelled, error_comment);
    }

private:
    [[nodiscard]] std::optional<RetrievedObject> next(std::string& error_comment) const {
        try {
            return plan_.next();
        } catch (...) {
            error_comment = query_failure(session_, "C-GET").error_comment;
            return std::nullopt;
        }
    }

    void tell_handler(const SubOperationResult& result) const {
        if (!plan_.done) return;
        try {
            plan_.done(result);
        } catch (...) {
            base::log::error("what a C-GET sent cannot be noted",
                             {{"sop_instance_uid", result.sop_instance_uid}, {"reason", base::current_error().what()}});
        }
    }

    [[nodiscard]] std::optional<std::uint8_t> context_for(const RetrievedObject& object) const {
        for (const auto& [id, context] : association_.terms().contexts) {
            if (context.are_we_scu && context.abstract_syntax == object.sop_class_uid &&
                context.transfer_syntax == object.transfer_syntax_uid) {
                return id;
            }
        }
        return std::nullopt;
    }

    /// @throws base::Error unavailable where the association is over.
    [[nodiscard]] Status send(const RetrievedObject& object) {
        const auto context = context_for(object);
        if (!context || object.object == nullptr) {
            base::log::info("an object cannot be sent by C-GET",
                            {{"association", session_.peer.association},
                             {"sop_instance_uid", object.sop_instance_uid},
                             {"reason", context ? "it cannot be read"
                                                : "the peer does not take its SOP class in its transfer syntax"}});
            return context ? Status::processing_failure : Status::sop_class_not_supported;
        }
        const OutgoingObject outgoing{object.sop_class_uid, object.sop_instance_uid, object.transfer_syntax_uid,
                                      object.object.get(), object.data_set_offset};
        try {
            return send(outgoing, *context);
        } catch (...) {
            if (!association_.is_intact()) throw;
            (void)query_failure(session_, "C-GET");
            return Status::processing_failure;
        }
    }

    [[nodiscard]] Status send(const OutgoingObject& object, std::uint8_t context_id) {
        const auto answer = send_object(association_, context_id, object, pieces_, [this](const Message& interruption) {
            return cancellation_.takes(interruption) || refuse_request(association_, interruption);
        });
        if (answer) return answer->status;
        throw base::Error{base::ErrorKind::unavailable, ending_text(association_)};
    }

    Session& session_;
    Association& association_;
    const GetAnswer& plan_;
    SubOperations sub_operations_;
    Cancellation cancellation_;
    ReadAhead pieces_;
};

}  // namespace

bool serve_get(Session& session, const Message& message) {
    const auto served = query_class_of(message, QueryService::get);
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
                                  {},
                                  storage_contexts(session)};
    GetAnswer plan;
    try {
        plan = session.services.get(request);
    } catch (...) {
        plan.refusal = query_failure(session, "C-GET");
    }
    if (plan.refusal.status != Status::success) {
        respond(session.association, message, plan.refusal);
        return true;
    }
    return unless_over(session, [&] { Sender{session, message, plan}.send_all(); });
}

}  // namespace kinote::dimse
