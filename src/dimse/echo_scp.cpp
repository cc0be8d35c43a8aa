#include "dimse/echo_scp.hpp"

#include "dicom/uid.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {

bool serve_echo(Session& session, const Message& message) {
    if (message.command.has_data_set() && !drain_data_set(session, message)) return false;
    const bool is_verification = message.command.text(command_tag::AffectedSOPClassUID) == dicom::uid::Verification &&
                                 message.context.abstract_syntax == dicom::uid::Verification;
    respond(session.association, message, is_verification ? Status::success : Status::sop_class_not_supported);
    return true;
}

}  // namespace kinote::dimse
