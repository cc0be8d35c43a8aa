#pragma once
// Queries and retrievals as tests write them by hand.

#include <string>
#include <string_view>

#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "dimse/raw_peer.hpp"

namespace kinote::dimse::testing {

namespace tag = dicom::tag;
using dicom::Vr;

/// An identifier in Explicit VR Little Endian.
inline std::vector<std::byte> study_identifier(std::string_view study_instance_uid) {
    dicom::ElementWriter writer;
    writer.text(tag::QueryRetrieveLevel, Vr::CS, "STUDY");
    writer.begin_sequence(tag::ProcedureCodeSequence);
    writer.begin_item();
    writer.text(tag::CodeValue, Vr::SH, "");
    writer.end_item();
    writer.end_sequence();
    writer.text(tag::PatientName, Vr::PN, "DOE*");
    writer.text(tag::StudyInstanceUID, Vr::UI, study_instance_uid);
    return writer.take();
}

struct QueryCommand {
    std::string_view sop_class_uid = uid::StudyRootQueryRetrieveInformationModelFind;
    CommandField field = CommandField::c_find_request;
    std::uint16_t message_id = 5;
    std::string_view move_destination{};
    bool has_data_set = true;
};

inline Bytes command_bytes(const QueryCommand& command) {
    CommandSetWriter writer;
    writer.add_uid(command_tag::AffectedSOPClassUID, command.sop_class_uid);
    writer.add_number(command_tag::CommandField, static_cast<std::uint16_t>(command.field));
    writer.add_number(command_tag::MessageID, command.message_id);
    if (!command.move_destination.empty()) {
        writer.add_text(command_tag::MoveDestination, command.move_destination);
    }
    writer.add_number(command_tag::Priority, 0);
    writer.add_number(command_tag::CommandDataSetType, command.has_data_set ? data_set_follows : no_data_set);
    return as_text(writer.bytes());
}

inline Bytes cancel_bytes(std::uint16_t message_id) {
    CommandSetWriter writer;
    writer.add_number(command_tag::CommandField, static_cast<std::uint16_t>(CommandField::c_cancel_request));
    writer.add_number(command_tag::MessageIDBeingRespondedTo, message_id);
    writer.add_number(command_tag::CommandDataSetType, no_data_set);
    return as_text(writer.bytes());
}

/// Remaining, completed, failed, with warnings; -1 where one is not said.
inline std::vector<int> counts_of(const std::optional<ReceivedMessage>& message) {
    std::vector<int> counts;
    for (const dicom::Tag count :
         {command_tag::NumberOfRemainingSuboperations, command_tag::NumberOfCompletedSuboperations,
          command_tag::NumberOfFailedSuboperations, command_tag::NumberOfWarningSuboperations}) {
        const auto number = message ? message->command->number(count) : std::nullopt;
        counts.push_back(number ? static_cast<int>(*number) : -1);
    }
    return counts;
}

/// Failed SOP Instance UID List in Explicit VR Little Endian; its value.
inline Bytes failed_list_of(const std::optional<ReceivedMessage>& message) {
    const Bytes head{"\x08\0\x58\0UI", 6};
    if (!message || !message->data_set.starts_with(head)) return "none";
    return message->data_set.substr(head.size() + 2);
}

inline int status_of(const std::optional<ReceivedMessage>& message) {
    return message ? message->command->number(command_tag::Status).value_or(-1) : -1;
}

}  // namespace kinote::dimse::testing
