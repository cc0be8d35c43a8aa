#include "dimse/query_scp.hpp"

#include <string>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {

std::optional<QueryClass> query_class_of(const Message& message, QueryService service) {
    const std::string sop_class_uid = message.command.text(command_tag::AffectedSOPClassUID);
    const auto about = query_class(sop_class_uid);
    if (!about || about->service != service || sop_class_uid != message.context.abstract_syntax) return std::nullopt;
    return about;
}

std::optional<ReceivedDataSet> receive_identifier(Session& session, const Message& message, bool is_served) {
    if (!is_served) {
        if (message.command.has_data_set() && !drain_data_set(session, message)) return std::nullopt;
        return ReceivedDataSet{std::nullopt, {Status::sop_class_not_supported}};
    }
    auto received = receive_small_data_set(session.association, message);
    if (received && !received->data_set && received->fault.status == Status::success) {
        received->fault = {Status::identifier_does_not_match_sop_class, "there is no identifier"};
    }
    return received;
}

QueryOptions options_of(const Association& association, const Message& message, QueryClass about) {
    const ExtendedNegotiation& extended = association.terms().extended;
    const auto agreed = extended.find(message.context.abstract_syntax);
    if (agreed == extended.end()) return {};
    return from_extended_negotiation(agreed->second, about.service);
}

Answer query_failure(const Session& session, std::string_view operation) {
    const base::Error error = base::current_error();
    base::log::warn("a DICOM query or retrieval fails", {{"association", session.peer.association},
                                                         {"calling_ae_title", session.peer.calling_ae_title.text()},
                                                         {"operation", operation},
                                                         {"reason", error.what()}});
    return {query_status(error.kind()), std::string{error_comment(error.kind())}};
}

}  // namespace kinote::dimse
