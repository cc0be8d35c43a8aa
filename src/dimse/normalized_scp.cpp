#include "dimse/normalized_scp.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/uid.hpp"
#include "dimse/command_tag.hpp"
#include "dimse/data_set.hpp"

namespace kinote::dimse {
namespace {

/// What is wrong with the command, if anything.
Answer fault_of(const NormalizedRequest& request, const Message& message, bool has_type) {
    if (request.sop_class_uid != message.context.abstract_syntax) return {Status::no_such_sop_class};
    if (!dicom::is_valid_uid(request.sop_instance_uid)) return {Status::invalid_object_instance};
    if (!has_type) return {Status::mistyped_argument, "the command has no type ID"};
    return {};
}

}  // namespace

std::optional<ReceivedRequest> receive_request(Association& association, const Peer& peer, const Message& message,
                                               const NormalizedTags& tags) {
    auto received = receive_small_data_set(association, message);
    if (!received) return std::nullopt;
    const auto type_id = message.command.number(tags.type_id);
    NormalizedRequest request{peer,
                              message.message_id,
                              message.command.text(tags.sop_class_uid),
                              message.command.text(tags.sop_instance_uid),
                              type_id.value_or(0),
                              std::move(received->data_set)};
    Answer fault = received->fault;
    if (fault.status == Status::success) fault = fault_of(request, message, type_id.has_value());
    if (fault.status == Status::cannot_understand) fault.status = Status::invalid_argument_value;
    if (fault.status != Status::success) return ReceivedRequest{std::nullopt, std::move(fault)};
    return ReceivedRequest{std::move(request)};
}

Answer answer_with(const NormalizedRequest& request, const std::function<Answer(const NormalizedRequest&)>& handler) {
    try {
        return handler(request);
    } catch (...) {
        const base::Error error = base::current_error();
        base::log::warn("a request of a DICOM peer fails", {{"association", request.peer.association},
                                                            {"calling_ae_title", request.peer.calling_ae_title.text()},
                                                            {"sop_class_uid", request.sop_class_uid},
                                                            {"reason", error.what()}});
        return {normalized_status(error.kind()), std::string{error_comment(error.kind())}};
    }
}

void respond_to(Association& association, const Message& message, const Answer& answer, dicom::Tag type_tag) {
    CommandSetWriter response = begin_response(message, answer.status);
    add_error_comment(response, answer.error_comment);
    std::string instance = message.command.text(command_tag::AffectedSOPInstanceUID);
    if (instance.empty()) instance = message.command.text(command_tag::RequestedSOPInstanceUID);
    if (dicom::is_valid_uid(instance)) response.add_uid(command_tag::AffectedSOPInstanceUID, instance);
    if (const auto type_id = message.command.number(type_tag)) response.add_number(type_tag, *type_id);
    association.send_command(message.context_id, response.bytes());
}

}  // namespace kinote::dimse
