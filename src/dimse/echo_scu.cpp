#include "dimse/echo_scu.hpp"

#include "dicom/uid.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {

Answer echo(RequestedAssociation& association) {
    const std::uint8_t context = association.demand_context(dicom::uid::Verification);
    const std::uint16_t message_id = association.association().next_message_id();
    CommandSetWriter request = begin_request({.sop_class_tag = command_tag::AffectedSOPClassUID,
                                              .sop_class_uid = dicom::uid::Verification,
                                              .field = CommandField::c_echo_request,
                                              .message_id = message_id});
    Answer answer;
    association.perform("verify the connection", [&] {
        association.association().send_command(context, request.bytes());
        answer = answer_of(association.response_to({CommandField::c_echo_request, message_id}));
    });
    return answer;
}

}  // namespace kinote::dimse
